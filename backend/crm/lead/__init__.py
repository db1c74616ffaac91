"""A lead 线索: somebody who may want to buy, before we know who they are."""
