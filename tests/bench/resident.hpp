#pragma once

#include <malloc.h>
#include <unistd.h>

#include <fstream>

namespace rollcall {

/// Bytes of this process that are in memory now, by the kernel's count.
inline double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// Gives back what earlier rounds have left: it would be used again, and not be counted.
inline void give_back_memory() { malloc_trim(0); }

}  // namespace rollcall
