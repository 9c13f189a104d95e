// Carries the precompiled headers that all folders share.
