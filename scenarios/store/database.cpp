#include "scenarios/store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <bit>
#include <filesystem>
#include <system_error>

namespace rollcall {
namespace {

// Another process may be writing: each of its transactions takes milliseconds.
constexpr int kPatienceMs = 60'000;

bool has_journal(const std::string& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file + "-wal", none);
  return !none && size > 0;
}

// As a path in a URI.
std::string escaped(const std::string& path) {
  std::string text;
  for (const char letter : path) {
    if (letter == '%' || letter == '?' || letter == '#') {
      text += fmt::format("%{:02x}", static_cast<unsigned char>(letter));
    } else {
      text += letter;
    }
  }
  return text;
}

}  // namespace

Database::Database(const std::string& file, bool read_only)
    : file_(file), is_new_(!std::filesystem::exists(file)) {
  open(file, read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  // To read a file in WAL mode SQLite wants another beside it. Where that cannot be made, nobody
  // writes, and nothing is left to be taken over from the journal.
  if (read_only && !is_readable() && !has_journal(file)) {
    sqlite3_close(handle_);
    open("file:" + escaped(file) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  }
}

void Database::open(const std::string& name, int flags) {
  if (sqlite3_open_v2(name.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    StoreError error{.file = file_, .message = sqlite3_errmsg(handle_)};
    sqlite3_close(handle_);
    throw error;
  }
  sqlite3_busy_timeout(handle_, kPatienceMs);
}

bool Database::is_readable() const {
  const int result = sqlite3_exec(handle_, "PRAGMA user_version", nullptr, nullptr, nullptr);
  return result != SQLITE_CANTOPEN && result != SQLITE_READONLY;
}

Database::~Database() { sqlite3_close(handle_); }

void Database::fail() const { throw StoreError{.file = file_, .message = sqlite3_errmsg(handle_)}; }

void Database::execute(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail();
  }
}

Statement::Statement(const Database& database, std::string_view sql) : database_(database) {
  if (sqlite3_prepare_v2(database.handle_, sql.data(), static_cast<int>(sql.size()), &handle_,
                         nullptr) != SQLITE_OK) {
    database.fail();
  }
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::bind(std::uint64_t number) {
  if (sqlite3_bind_int64(handle_, ++bound_, std::bit_cast<sqlite3_int64>(number)) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  if (sqlite3_bind_text64(handle_, ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                          SQLITE_UTF8) != SQLITE_OK) {
    database_.fail();
  }
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) {
    database_.fail();
  }
  return result == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(handle_);
  bound_ = 0;
}

std::uint64_t Statement::number(int column) const {
  return std::bit_cast<std::uint64_t>(sqlite3_column_int64(handle_, column));
}

std::string Statement::text(int column) const {
  const unsigned char* const text = sqlite3_column_text(handle_, column);
  const int size = sqlite3_column_bytes(handle_, column);
  return text == nullptr
             ? ""
             : std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_) {
    try {
      database_.execute("ROLLBACK");
    } catch (const StoreError&) {
      // SQLite has rolled it back by itself: the error that led here says more.
    }
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace rollcall
