// DuckDB's C interface, loaded on first use.
#pragma once

#include <duckdb.h>

#define INGOT_DUCKDB_FUNCTIONS(F)            \
  F(duckdb_bind_add_result_column)           \
  F(duckdb_bind_get_extra_info)              \
  F(duckdb_bind_get_parameter)               \
  F(duckdb_bind_set_bind_data)               \
  F(duckdb_close)                            \
  F(duckdb_connect)                          \
  F(duckdb_create_config)                    \
  F(duckdb_create_logical_type)              \
  F(duckdb_create_table_function)            \
  F(duckdb_data_chunk_get_size)              \
  F(duckdb_data_chunk_get_vector)            \
  F(duckdb_data_chunk_set_size)              \
  F(duckdb_destroy_config)                   \
  F(duckdb_destroy_data_chunk)               \
  F(duckdb_destroy_logical_type)             \
  F(duckdb_destroy_pending)                  \
  F(duckdb_destroy_prepare)                  \
  F(duckdb_destroy_result)                   \
  F(duckdb_destroy_table_function)           \
  F(duckdb_destroy_value)                    \
  F(duckdb_disconnect)                       \
  F(duckdb_execute_pending)                  \
  F(duckdb_fetch_chunk)                      \
  F(duckdb_free)                             \
  F(duckdb_function_get_extra_info)          \
  F(duckdb_function_get_init_data)           \
  F(duckdb_function_set_error)               \
  F(duckdb_get_int64)                        \
  F(duckdb_init_get_bind_data)               \
  F(duckdb_init_get_extra_info)              \
  F(duckdb_init_set_error)                   \
  F(duckdb_init_set_init_data)               \
  F(duckdb_init_set_max_threads)             \
  F(duckdb_open_ext)                         \
  F(duckdb_pending_error)                    \
  F(duckdb_pending_prepared_streaming)       \
  F(duckdb_prepare)                          \
  F(duckdb_prepare_error)                    \
  F(duckdb_prepared_statement_column_count)  \
  F(duckdb_prepared_statement_column_name)   \
  F(duckdb_prepared_statement_column_type)   \
  F(duckdb_prepared_statement_type)          \
  F(duckdb_query)                            \
  F(duckdb_register_table_function)          \
  F(duckdb_result_error)                     \
  F(duckdb_set_config)                       \
  F(duckdb_table_function_add_parameter)     \
  F(duckdb_table_function_set_bind)          \
  F(duckdb_table_function_set_extra_info)    \
  F(duckdb_table_function_set_function)      \
  F(duckdb_table_function_set_init)          \
  F(duckdb_table_function_set_name)          \
  F(duckdb_validity_row_is_valid)            \
  F(duckdb_validity_set_row_invalid)         \
  F(duckdb_vector_assign_string_element_len) \
  F(duckdb_vector_ensure_validity_writable)  \
  F(duckdb_vector_get_data)                  \
  F(duckdb_vector_get_validity)

namespace ingot {

/// DuckDB's functions under their own names.
struct DuckDb {
#define INGOT_DECLARE(name) decltype(&::name) name = nullptr;
  INGOT_DUCKDB_FUNCTIONS(INGOT_DECLARE)
#undef INGOT_DECLARE
};
/// errors    library_missing
[[nodiscard]] const DuckDb& duckdb();

}  // namespace ingot
