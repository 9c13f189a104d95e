// What this process and this machine have of memory, in bytes.
#pragma once

#include <cstddef>

namespace ingot {

[[nodiscard]] std::size_t resident_bytes();       ///< VmRSS
[[nodiscard]] std::size_t peak_resident_bytes();  ///< VmHWM
/// From here on the peak counts anew. Nothing happens where the system does not offer it.
void reset_peak_resident_bytes();
/// Gives memory that is free within the process back to the system: after much was used at once.
void give_back_memory();
[[nodiscard]] std::size_t total_memory_bytes();
[[nodiscard]] std::size_t available_memory_bytes();

}  // namespace ingot
