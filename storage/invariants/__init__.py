"""What must hold of the rows, in one sentence each; `storage.verify` asks them all."""
