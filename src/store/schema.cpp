#include "store/schema.hpp"

#include <algorithm>
#include <cstddef>

namespace squares::schema {

Handle square_type(Width width) {
  if (width == Width::narrow) return value_type<std::uint64_t>();
  Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Square)), H5Tclose);
  H5Tinsert(type, "low", offsetof(Square, low), H5T_STD_U64LE);
  H5Tinsert(type, "high", offsetof(Square, high), H5T_STD_U64LE);
  return type;
}

Handle text_type(std::size_t bytes) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, std::max<std::size_t>(bytes, 1));
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

}  // namespace squares::schema
