#include "store/metadata_copy.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/temporary_folder.hpp"

namespace squares {
namespace {

// A file of metadata with two pieces of data in it.
class metadata_copy : public testing::Test {
 protected:
  metadata_copy() { write_file(part_, old_); }

  TemporaryFolder folder_;
  std::string part_ = folder_ / "squares.h5.part";
  std::string copy_ = folder_ / "squares.h5.part.metadata";
  std::vector<DataExtent> data_{{.offset = 1000, .bytes = 3000}, {.offset = 5000, .bytes = 500}};
  std::string old_ =
      std::string(1000, 'm') + std::string(3000, 'd') + std::string(1000, 'm') + std::string(500, 'd') + "end";
};

TEST_F(metadata_copy, undoes_what_was_done_to_the_metadata) {
  save_metadata(part_, copy_, data_);
  write_file(part_, std::string(1000, 'X') + std::string(3000, 'd') + std::string(1000, 'X') + std::string(500, 'd') +
                        std::string(9000, 'X'));
  EXPECT_TRUE(restore_metadata(part_, copy_));
  EXPECT_EQ(content_of(part_), old_);
  EXPECT_FALSE(is_there(copy_));
}

TEST_F(metadata_copy, leaves_the_data_alone) {
  save_metadata(part_, copy_, data_);
  std::string with_new_data = old_;
  with_new_data.replace(1000, 3000, 3000, 'N').replace(5000, 500, 500, 'N');
  write_file(part_, with_new_data);
  EXPECT_TRUE(restore_metadata(part_, copy_));
  EXPECT_EQ(content_of(part_), with_new_data);
}

TEST_F(metadata_copy, that_is_not_whole_is_not_used) {
  save_metadata(part_, copy_, data_);
  const std::string whole = content_of(copy_);
  std::string changed = old_;
  changed[3] = 'X';
  for (std::size_t kept = 0; kept < whole.size(); kept += 7) {
    write_file(copy_, whole.substr(0, kept));
    write_file(part_, changed);
    EXPECT_FALSE(restore_metadata(part_, copy_)) << kept << " bytes kept";
    EXPECT_EQ(content_of(part_), changed) << kept << " bytes kept";
  }
}

TEST_F(metadata_copy, with_any_byte_changed_is_not_used) {
  save_metadata(part_, copy_, data_);
  const std::string whole = content_of(copy_);
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_file(copy_, damaged);
    EXPECT_FALSE(restore_metadata(part_, copy_)) << "byte " << at;
    EXPECT_EQ(content_of(part_), old_) << "byte " << at;
  }
}

TEST_F(metadata_copy, of_nothing_restores_nothing) {
  EXPECT_FALSE(restore_metadata(part_, copy_));
  EXPECT_EQ(content_of(part_), old_);
}

}  // namespace
}  // namespace squares
