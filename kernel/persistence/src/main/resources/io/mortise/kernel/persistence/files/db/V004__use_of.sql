create index kernel_files_use_of on kernel_files_use (sha256)
