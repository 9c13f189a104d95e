# `find_package(ingot)` from an installed tree.
