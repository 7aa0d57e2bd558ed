// `rollcall explain`: what a diagnostic's code means, with an example and what `check` says of it.
#include "reports/json.hpp"
#include "reports/table.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/codes.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/scenario_reader.hpp"
#include "scenarios/language/utf8.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace rollcall {
namespace {

// Bytes that are no text, as "\\xe9".
std::string readable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    shown += size == 0 ? fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]))
                       : std::string(text.substr(0, size));
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return shown;
}

std::string indented(std::string_view text) {
  std::string shown;
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(end)) {
    end = std::min(text.find('\n'), text.size() - 1) + 1;
    shown += fmt::format("  {}", text.substr(0, end));
  }
  return shown;
}

std::string diagnostics_of(const Code& code) {
  try {
    static_cast<void>(read_scenario("wrong.yaml", example_file(code, code.wrong), vocabulary()));
  } catch (const InputError& error) {
    return format(error);
  }
  return "";
}

std::string page_of(const Code& code, std::size_t width) {
  std::string page = fmt::format("{}: {}\n\n", code.code, code.title);
  for (const std::string& line : wrap(code.text, width)) {
    page += line + "\n";
  }
  if (code.example == Code::Example::kNone) {
    return page;
  }
  return page + fmt::format("\nwrong:\n{}\n{}\nright:\n{}", indented(readable(code.wrong)),
                            indented(diagnostics_of(code)), indented(code.right));
}

void list_codes(std::size_t width) {
  Table table{.title = "codes", .columns = {"code", "what is wrong"}, .rows = {}};
  for (const Code* const code : all_codes()) {
    table.rows.push_back({std::string(code->code), std::string(code->title)});
  }
  print(render(table, width));
}

std::string json_of(const Code& code) {
  const std::vector<JsonField> fields{{"code", std::string(code.code)},
                                      {"title", std::string(code.title)},
                                      {"text", std::string(code.text)},
                                      {"wrong", readable(example_file(code, code.wrong))},
                                      {"right", example_file(code, code.right)}};
  return to_json("code", fields) + "\n";
}

BadInput unknown_code(const std::string& code) {
  std::vector<std::string> known;
  for (const Code* const entry : all_codes()) {
    known.emplace_back(entry->code);
  }
  const std::string near = did_you_mean(code, known);
  return {.text = fmt::format("rollcall: error: there is no code {}{}\n"
                              "hint: `rollcall explain` lists them\n",
                              quote_word(code), near.empty() ? "" : ", " + near),
          .problem_count = 1};
}

}  // namespace

ExitCode explain_command(const ExplainFlags& flags) {
  const Code* const wanted = flags.code.empty() ? nullptr : find_code(flags.code);
  if (!flags.code.empty() && wanted == nullptr) {
    throw unknown_code(flags.code);
  }
  const std::size_t width = style_of(STDOUT_FILENO, ColorWish::kNever).width;
  if (flags.json) {
    for (const Code* const code : all_codes()) {
      if (wanted == nullptr || wanted == code) {
        print(json_of(*code));
      }
    }
  } else if (wanted != nullptr) {
    print(page_of(*wanted, width));
  } else {
    list_codes(width);
  }
  return ExitCode::kAsExpected;
}

}  // namespace rollcall
