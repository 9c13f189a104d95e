// oneDNN is loaded when a plan first asks it for a convolution: to load its 40 MB takes 5 ms, and
// many products never need it. Its functions are defined here as jumps through a table that
// `load_library` fills.
//
// Assumes   x86-64, ELF; no call before load_library
#include <dlfcn.h>

#include "backend/cpu/dn.h"
#include "ingot/error.h"

#define INGOT_DNNL_FUNCTIONS(F)                          \
  F(dnnl_dilated_convolution_backward_data_desc_init)    \
  F(dnnl_dilated_convolution_backward_weights_desc_init) \
  F(dnnl_dilated_convolution_forward_desc_init)          \
  F(dnnl_engine_create)                                  \
  F(dnnl_engine_destroy)                                 \
  F(dnnl_memory_create)                                  \
  F(dnnl_memory_desc_equal)                              \
  F(dnnl_memory_desc_get_size)                           \
  F(dnnl_memory_desc_init_by_tag)                        \
  F(dnnl_memory_destroy)                                 \
  F(dnnl_memory_get_engine)                              \
  F(dnnl_memory_get_memory_desc)                         \
  F(dnnl_post_ops_append_eltwise)                        \
  F(dnnl_post_ops_append_sum)                            \
  F(dnnl_post_ops_create)                                \
  F(dnnl_post_ops_destroy)                               \
  F(dnnl_primitive_attr_create)                          \
  F(dnnl_primitive_attr_destroy)                         \
  F(dnnl_primitive_attr_set_post_ops)                    \
  F(dnnl_primitive_attr_set_scratchpad_mode)             \
  F(dnnl_primitive_create)                               \
  F(dnnl_primitive_desc_destroy)                         \
  F(dnnl_primitive_desc_iterator_create)                 \
  F(dnnl_primitive_desc_iterator_destroy)                \
  F(dnnl_primitive_desc_iterator_fetch)                  \
  F(dnnl_primitive_desc_query)                           \
  F(dnnl_primitive_desc_query_md)                        \
  F(dnnl_primitive_destroy)                              \
  F(dnnl_primitive_execute)                              \
  F(dnnl_reorder_primitive_desc_create)                  \
  F(dnnl_stream_create)                                  \
  F(dnnl_stream_destroy)                                 \
  F(dnnl_stream_wait)

#define INGOT_JUMP(name)                                            \
  extern "C" {                                                      \
  void* ingot_address_of_##name = nullptr;                          \
  }                                                                 \
  asm(".text\n.globl " #name "\n.type " #name ", @function\n" #name \
      ":\n  jmp *ingot_address_of_" #name "(%rip)\n.size " #name ", . - " #name "\n");
INGOT_DNNL_FUNCTIONS(INGOT_JUMP)
#undef INGOT_JUMP

namespace ingot::dn {

void load_library() {
  static const bool loaded = [] {
    constexpr const char* kLibrary = "libdnnl.so.2";
    void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    const auto find = [&](const char* name, void*& address) {
      address = library ? dlsym(library, name) : nullptr;
      if (address) return;
      throw Error("library_missing", text("{} cannot be loaded: {}", "无法加载 {}: {}", kLibrary,
                                          std::string(dlerror())))
          .failed_while_running()
          .fix(text("apt install libdnnl2", "apt install libdnnl2"));
    };
#define INGOT_FIND(name) find(#name, ingot_address_of_##name);
    INGOT_DNNL_FUNCTIONS(INGOT_FIND)
#undef INGOT_FIND
    return true;
  }();
  static_cast<void>(loaded);
}

}  // namespace ingot::dn
