"""Who goes out and mends: skills, certificates, territory, shifts and the van."""
