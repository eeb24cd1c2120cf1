#include "store/stored_values.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <memory>

#include "store/read_objects.hpp"

namespace squares {

enum class Values : std::uint32_t { squares, rows };

struct StoredValues::Question {
  Values values;
  std::uint32_t unused;
  std::uint64_t first;
  std::uint64_t count;
};

namespace {

constexpr std::uint64_t bytes_at_once = 1 << 20;  // in an answer: each is a sign of progress
constexpr std::uint64_t most_answer_bytes = bytes_at_once + 65536;
constexpr std::uint64_t rows_at_once = 1024;

// One byte, and the values or the reason for none.
constexpr std::byte readable{1}, unreadable{0};

Bytes read_values(const Dataset& dataset, std::uint64_t first, std::uint64_t count) {
  const Handle type(H5Dget_type(dataset.id), H5Tclose);
  const Handle place(H5Dget_space(dataset.id), H5Sclose);
  const hsize_t begin = first, size = count;
  const Handle memory(H5Screate_simple(1, &size, nullptr), H5Sclose);
  Bytes answer(1 + count * H5Tget_size(type), readable);
  if (H5Sselect_hyperslab(place, H5S_SELECT_SET, &begin, nullptr, &size, nullptr) >= 0 &&
      H5Dread(dataset.id, type, memory, place, H5P_DEFAULT, answer.data() + 1) >= 0) {
    return answer;
  }
  const bool in_system = hdf5_failed_in_system();
  const std::string reason = hdf5_reason().text;
  if (in_system) {
    throw Error(Exit::io, "cannot read it: " + reason, "", "look at the disk and its file system (df -h, dmesg)");
  }
  answer.assign(1, unreadable);
  const auto* words = reinterpret_cast<const std::byte*>(reason.data());
  answer.insert(answer.end(), words, words + reason.size());
  return answer;
}

Bytes bytes_of(const auto& value) {
  const auto* begin = reinterpret_cast<const std::byte*>(&value);
  return {begin, begin + sizeof value};
}

}  // namespace

StoredValues::StoredValues(const std::string& path, const Plan& plan, const std::optional<Places>& places)
    : path_(path), plan_(plan), places_(places) {
  if (places_) {
    file_.emplace(path_);
    file_bytes_ = file_->size();
  } else {
    reader_.emplace(path_, [path, plan] { return open(path, plan); });
  }
}

// In the process of its own.
OwnProcess::Answer StoredValues::open(const std::string& path, const Plan& plan) {
  const auto file = std::make_shared<Handle>(open_to_read(path));
  const auto values = std::make_shared<ValueDatasets>(open_values(*file, plan));
  return [file, values](const Bytes& question) {
    Question asked{};
    assert(question.size() == sizeof asked);
    std::memcpy(&asked, question.data(), sizeof asked);
    return read_values(asked.values == Values::rows ? values->ledger : values->squares, asked.first, asked.count);
  };
}

void StoredValues::read_through_hdf5(Question question, std::uint64_t value_bytes, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    question.count = std::min(bytes.size(), bytes_at_once) / value_bytes;
    const Bytes answer = reader_->ask(bytes_of(question), most_answer_bytes);
    const std::size_t size = question.count * value_bytes;
    const bool is_good = !answer.empty() && answer.front() == readable;
    if (!is_good || answer.size() != 1 + size) {
      const std::string reason = answer.empty() || is_good
                                     ? "too few values"
                                     : std::string(reinterpret_cast<const char*>(answer.data()) + 1, answer.size() - 1);
      const std::string path = question.values == Values::rows ? "/blocks" : "/squares";
      throw Unreadable(Exit::no_input, path + " cannot be read: " + reason, path_,
                       "squares verify says which values that are; restore a copy, or compute it again");
    }
    std::memcpy(bytes.data(), answer.data() + 1, size);
    question.first += question.count;
    bytes = bytes.subspan(size);
  }
}

Extent StoredValues::extent_of(std::uint64_t index, std::uint64_t count) const {
  const std::uint64_t begin = places_->squares + index * square_bytes();
  return {begin, begin + count * square_bytes()};
}

void StoredValues::drop_behind(std::uint64_t index, std::uint64_t count) {
  if (places_) behind_.emplace(file_->descriptor(), plan_.data_bytes(), extent_of(index, squares_left(index, count)));
}

void StoredValues::read_squares(std::uint64_t index, std::span<std::uint64_t> words) {
  const auto bytes = std::as_writable_bytes(words);
  if (places_) {
    file_->read(places_->squares + index * square_bytes(), bytes);
    if (behind_) behind_->read(extent_of(index, bytes.size() / square_bytes()));
    return;
  }
  const std::lock_guard lock(mutex_);
  read_through_hdf5({Values::squares, 0, index, 0}, square_bytes(), bytes);
}

void StoredValues::read_rows(std::uint64_t first, std::span<LedgerRow> rows) {
  if (places_) return file_->read(places_->ledger + first * sizeof(LedgerRow), std::as_writable_bytes(rows));
  const std::lock_guard lock(mutex_);
  const Question question{Values::rows, 0, first, 0};
  if (rows.size() != 1) return read_through_hdf5(question, sizeof(LedgerRow), std::as_writable_bytes(rows));
  if (first < first_row_ || first - first_row_ >= rows_.size()) {
    try {
      rows_.resize(std::min(rows_at_once, plan_.blocks - first));
      first_row_ = first;
      read_through_hdf5(question, sizeof(LedgerRow), std::as_writable_bytes(std::span(rows_)));
    } catch (const Unreadable&) {
      rows_.clear();
      return read_through_hdf5(question, sizeof(LedgerRow), std::as_writable_bytes(rows));
    }
  }
  rows.front() = rows_[first - first_row_];
}

std::uint64_t StoredValues::squares_left(std::uint64_t index, std::uint64_t count) const {
  if (!places_) return count;
  const std::uint64_t place = places_->squares + index * square_bytes();
  return place >= file_bytes_ ? 0 : std::min(count, (file_bytes_ - place) / square_bytes());
}

std::uint64_t StoredValues::rows_left() const {
  if (!places_) return plan_.blocks;
  return file_bytes_ > places_->ledger ? std::min(plan_.blocks, (file_bytes_ - places_->ledger) / sizeof(LedgerRow))
                                       : 0;
}

}  // namespace squares
