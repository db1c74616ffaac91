"""Bills of materials 物料清单: what a product consists of, version by version."""
