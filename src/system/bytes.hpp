// Values as bytes, for another process of squares: sent to it, or left in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace squares {

using Bytes = std::vector<std::byte>;

template <class Value>
concept Plain = std::is_trivially_copyable_v<Value>;

class BytesOut {
 public:
  template <Plain Value>
  void put(const Value& value) {
    append(&value, sizeof value);
  }
  template <class Row>
  void put(const std::vector<Row>& rows) {
    static_assert(std::is_trivially_copyable_v<Row>);
    put(static_cast<std::uint64_t>(rows.size()));
    append(rows.data(), rows.size() * sizeof(Row));
  }
  void put(const std::string& text) { put(std::vector<char>(text.begin(), text.end())); }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  void append(const void* from, std::size_t size) {
    const auto* begin = static_cast<const std::byte*>(from);
    bytes_.insert(bytes_.end(), begin, begin + size);
  }

  Bytes bytes_;
};

// Gets what was put, in the same order. Throws std::runtime_error where the bytes end too early.
class BytesIn {
 public:
  explicit BytesIn(const Bytes& bytes) : bytes_(bytes) {}

  template <Plain Value>
  void get(Value& value) {
    std::memcpy(&value, take(sizeof value), sizeof value);
  }
  template <class Row>
  void get(std::vector<Row>& rows) {
    std::uint64_t count = 0;
    get(count);
    if (count > (bytes_.size() - at_) / sizeof(Row)) throw std::runtime_error("an answer was cut off");
    rows.resize(count);
    if (count > 0) std::memcpy(rows.data(), take(count * sizeof(Row)), count * sizeof(Row));
  }
  void get(std::string& text) {
    std::vector<char> letters;
    get(letters);
    text.assign(letters.begin(), letters.end());
  }

 private:
  const std::byte* take(std::size_t size) {
    if (size > bytes_.size() - at_) throw std::runtime_error("an answer was cut off");
    const std::byte* from = bytes_.data() + at_;
    at_ += size;
    return from;
  }

  const Bytes& bytes_;
  std::size_t at_ = 0;
};

}  // namespace squares
