create index kernel_files_file_seen on kernel_files_file (seen_at)
