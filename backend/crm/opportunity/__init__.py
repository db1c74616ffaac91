"""An opportunity 商机: one possible sale on its way through the stages of a pipeline."""
