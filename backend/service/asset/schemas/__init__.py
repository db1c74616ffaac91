"""Machines as the doors see them."""

from backend.service.asset.schemas.asking import (
    AssetHistoryQuery,
    AssetLabelsQuery,
    AssetReadingsQuery,
)
from backend.service.asset.schemas.assets import ASSET
from backend.service.asset.schemas.faces import (
    AssetHistoryPage,
    AssetReadingOut,
    AssetTreeOut,
)

__all__ = [
    "ASSET",
    "AssetHistoryPage",
    "AssetHistoryQuery",
    "AssetLabelsQuery",
    "AssetReadingOut",
    "AssetReadingsQuery",
    "AssetTreeOut",
]
