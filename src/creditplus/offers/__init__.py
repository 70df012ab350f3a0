"""What a scenario is made of: terms and their directions, what opens a benefit, what a service costs, what may be paid later."""
