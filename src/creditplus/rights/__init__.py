"""What a resident may ask and see: objection, repair, who looked, a delegate, a receipt, everything in one file, an end."""
