create index kernel_lifecycle_history_module on kernel_lifecycle_history (module, id);
