"""Laws: what must hold for every rulebook and every town, tried on random ones."""
