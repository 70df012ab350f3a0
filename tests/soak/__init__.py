"""What takes long: run by `make soak`, and by nothing else."""
