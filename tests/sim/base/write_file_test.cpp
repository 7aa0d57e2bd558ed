#include "sim/base/write_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

class WriteFile : public testing::Test {
 protected:
  WriteFile() {
    std::string pattern = (fs::temp_directory_path() / "rollcall-write-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~WriteFile() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name) const { return folder_ / name; }
  [[nodiscard]] std::string text(const char* name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  [[nodiscard]] std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

 private:
  fs::path folder_;
};

// What it says of a path that cannot be written, and whether it does.
template <typename Write>
std::string refusal(Write&& write) {
  try {
    write();
  } catch (const std::system_error& error) {
    return error.what();
  }
  return "";
}

TEST_F(WriteFile, ReplacesWhatIsThere) {
  write_file(path("a"), "first, and longer");
  write_file(path("a"), "second");
  EXPECT_EQ(text("a"), "second");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(WriteFile, KeepsTheModeAndLeavesOthersFilesAlone) {
  write_file(path("a"), "first");
  fs::permissions(path("a"), fs::perms::owner_all);
  write_file(path("a.part"), "somebody's");
  write_file(path("a"), "second");
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms::owner_all);
  EXPECT_EQ(text("a.part"), "somebody's");
  EXPECT_EQ(file_count(), 2);
}

TEST_F(WriteFile, FollowsALink) {
  write_file(path("target"), "first");
  fs::create_symlink(path("target"), path("link"));
  write_file(path("link"), "second");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(text("target"), "second");
}

// As root that would make /dev/null a file for the whole machine.
TEST_F(WriteFile, WritesToAPipeAsItIs) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  const int end = open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(end, 0);
  write_file(path("pipe"), "text");
  std::array<char, 8> read_text{};
  EXPECT_EQ(read(end, read_text.data(), read_text.size()), 4);
  close(end);
  EXPECT_EQ(std::string(read_text.data()), "text");
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(WriteFile, NamesThePathAndTheReason) {
  const std::string nowhere = path("no/a");
  EXPECT_EQ(refusal([&] { write_file(nowhere, "x"); }),
            "cannot write " + nowhere + ": No such file or directory");
  fs::create_directory(path("folder"));
  EXPECT_EQ(refusal([&] { write_file(path("folder"), "x"); }),
            "cannot write " + path("folder") + ": Is a directory");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(WriteFile, FilesThatBelongTogetherAreThereTogetherOrNot) {
  fs::create_directory(path("folder"));
  EXPECT_EQ(refusal([&] {
              write_files(std::vector<FileText>{{path("a"), "x"}, {path("folder"), "y"}});
            }),
            "cannot write " + path("folder") + ": Is a directory");
  EXPECT_EQ(file_count(), 1);
  write_files(std::vector<FileText>{{path("a"), "x"}, {path("b"), "y"}});
  EXPECT_EQ(text("a") + text("b"), "xy");
  EXPECT_EQ(file_count(), 3);
}

// A socket is not replaced by a file, and cannot be opened.
TEST_F(WriteFile, WhatTheFirstOfTwoReplacedIsBackIfTheSecondHasNoName) {
  write_file(path("a"), "before");
  const std::string second = path("b");
  ASSERT_EQ(mknod(second.c_str(), S_IFSOCK | 0600, 0), 0);
  EXPECT_EQ(
      refusal([&] {
        write_files(std::vector<FileText>{{path("a"), "x"}, {path("new"), "y"}, {second, "z"}});
      }),
      "cannot write " + second + ": No such device or address");
  EXPECT_EQ(text("a"), "before");
  EXPECT_EQ(file_count(), 2);
}

TEST_F(WriteFile, IsUndoneFromTheLastToTheFirst) {
  write_file(path("a"), "before");
  fs::create_symlink(path("a"), path("same"));
  fs::create_symlink(path("nowhere"), path("dangling"));
  const std::string last = path("socket");
  ASSERT_EQ(mknod(last.c_str(), S_IFSOCK | 0600, 0), 0);
  EXPECT_THROW(write_files(std::vector<FileText>{
                   {path("a"), "x"}, {path("same"), "y"}, {path("dangling"), "z"}, {last, ""}}),
               std::system_error);
  EXPECT_EQ(text("a"), "before");
  EXPECT_TRUE(fs::is_symlink(path("dangling")));
  EXPECT_EQ(file_count(), 4);
}

TEST_F(WriteFile, NewOneIsRefusedWhereThereIsOne) {
  write_new_file(path("a"), "first");
  EXPECT_THROW(write_new_file(path("a"), "second"), std::system_error);
  EXPECT_EQ(text("a"), "first");
}

// As on a full disk: a part is written, and the rest is not.
TEST_F(WriteFile, LeavesNothingHalf) {
  write_file(path("a"), "before");
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto former = signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 1000, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string much(5000, 'x');
  const std::string replaced = refusal([&] { write_file(path("a"), much); });
  const std::string added = refusal([&] { write_new_file(path("b"), much); });
  const std::string second = refusal([&] {
    write_files(std::vector<FileText>{{path("c"), "little"}, {path("d"), much}});
  });
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, former);
  EXPECT_EQ(replaced, "cannot write " + path("a") + ": File too large");
  EXPECT_EQ(added, "cannot write " + path("b") + ": File too large");
  EXPECT_EQ(second, "cannot write " + path("d") + ": File too large");
  EXPECT_EQ(text("a"), "before");
  EXPECT_EQ(file_count(), 1);
}

}  // namespace
}  // namespace rollcall
