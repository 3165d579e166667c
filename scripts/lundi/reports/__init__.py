"""The Monday report: one data set, four artefacts."""
