"""The tools: one library, one home. A tool never leans on another tool; actions bring them together."""
