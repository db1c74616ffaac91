"""Position 头寸: which metal, priced in which month, is bought or sold, and how much may be."""
