"""Parts of the benchmark of OVN; see bench/README.md."""
