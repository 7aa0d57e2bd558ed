#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace rollcall {

/// Thrown when a store cannot be opened, read or written.
struct StoreError {
  std::string file;
  std::string message;
};

/// A SQLite file. Not to be shared between threads; what forks must not use it in the child.
class Database {
 public:
  /// Opens the file, or makes it. With `read_only` it must be there; its folder need not be
  /// writable.
  Database(const std::string& file, bool read_only);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without parameters and results.
  void execute(const char* sql);
  [[nodiscard]] const std::string& file() const { return file_; }
  /// Whether this has made the file.
  [[nodiscard]] bool is_new() const { return is_new_; }
  [[noreturn]] void fail() const;

 private:
  friend class Statement;

  void open(const std::string& name, int flags);
  [[nodiscard]] bool is_readable() const;

  std::string file_;
  bool is_new_ = false;
  sqlite3* handle_ = nullptr;
};

/// One prepared statement: bind in order, then step through the rows.
///
///     Statement rows(database, "SELECT a, b FROM t WHERE c = ?");
///     rows.bind(7);
///     while (rows.step()) { use(rows.number(0), rows.text(1)); }
class Statement {
 public:
  Statement(const Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// The next parameter. Numbers keep their 64 bits: SQLite's are signed.
  Statement& bind(std::uint64_t number);
  Statement& bind(std::string_view text);
  /// To the next row; false after the last.
  [[nodiscard]] bool step();
  /// All of it, for what has no rows; then ready to be bound again.
  void run();

  [[nodiscard]] std::uint64_t number(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  const Database& database_;
  sqlite3_stmt* handle_ = nullptr;
  int bound_ = 0;
};

/// Writes between begin and commit() are in the file together or not at all. Others wait meanwhile.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace rollcall
