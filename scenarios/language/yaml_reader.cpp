#include "scenarios/language/yaml_reader.hpp"

#include "scenarios/language/source_text.hpp"
#include "scenarios/language/yaml_path.hpp"
#include "scenarios/language/yaml_syntax.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <cstddef>
#include <map>
#include <sstream>
#include <utility>

namespace rollcall {
namespace {

// No scenario needs ten; bounds the recursion of everything that walks the tree.
constexpr std::size_t kDepthMax = 64;

// A list or map that has not ended yet.
struct OpenNode {
  YamlNode node;
  bool in_brackets = false;
  std::map<std::string, int> key_lines;  // of a map: where each key was first seen
  // Of a map, between a key and its value:
  bool awaits_value = false;
  bool keeps_value = false;  // false: the key was refused
  std::string key;
  Position key_position;
};

// Builds our tree from yaml-cpp's events, which show each key, each repeated key and every mark.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Problems& problems)
      : source_(source), problems_(problems) {}

  [[nodiscard]] YamlNode take_root() { return std::move(root_); }
  /// False if an alias stood for a value, which the tree then lacks.
  [[nodiscard]] bool complete() const { return complete_; }
  [[noreturn]] void fail(const YAML::Exception& error);

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  [[nodiscard]] Position position_of(const YAML::Mark& mark) const {
    return source_.clamp({mark.line + 1, mark.column + 1});
  }
  [[nodiscard]] std::string path() const;
  void report(Position position, Problem problem) {
    problems_.add({position, path()}, std::move(problem));
  }
  void refuse_extras(Position position, const std::string& tag, YAML::anchor_t anchor);
  [[nodiscard]] Position position_of_nothing(const YAML::Mark& mark) const;
  void check_scalar(Position position, const std::string& value);
  void open(YamlNode::Kind kind, Position position, YAML::EmitterStyle::value style);
  void close();
  void attach(YamlNode node);
  void attach_key(OpenNode& map, const YamlNode& node);

  const SourceText& source_;
  Problems& problems_;
  YamlNode root_;
  std::vector<OpenNode> open_;
  int document_count_ = 0;
  bool complete_ = true;
};

std::string TreeBuilder::path() const {
  std::string text;
  for (const OpenNode& parent : open_) {
    if (parent.node.kind == YamlNode::Kind::kSequence) {
      text = item_path(text, parent.node.children.size());
    } else if (parent.awaits_value) {
      text = key_path(text, parent.key);
    }
  }
  return text;
}

void TreeBuilder::fail(const YAML::Exception& error) {
  Place place{position_of(error.mark), path()};
  const bool bracket =
      error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW || error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (bracket && !open_.empty() && open_.back().in_brackets) {
    place.position = open_.back().node.position;  // the parser names the end of the file
  }
  SyntaxError explained = explain_syntax_error(error.msg, std::move(place), source_);
  problems_.fail(explained.place, std::move(explained.problem));
}

// yaml-cpp 0.7 starts a document for whatever it cannot read on with, for some texts endlessly.
void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  ++document_count_;
  if (document_count_ == 1) {
    return;
  }
  const Position position = position_of(mark);
  if (source_.from(position).starts_with("---")) {
    problems_.fail({position, ""},
                   {"E011", "a second document starts here", "keep one scenario in a file"});
  }
  problems_.fail({position, ""}, {"E010", "this does not belong to the text above it",
                                  "check indentation, brackets and quotes"});
}

void TreeBuilder::refuse_extras(Position position, const std::string& tag, YAML::anchor_t anchor) {
  if (anchor != 0) {
    report(position, {"E012", "anchors are not supported", "write the value out"});
  }
  // "?" is no tag; "!" is what quoted text gets.
  const bool tagged = source_.from(position).starts_with('!');
  if (tagged || (!tag.empty() && tag != "?" && tag != "!")) {
    report(position, {"E014", "tags are not supported", "leave the '!...' out"});
  }
}

Position TreeBuilder::position_of_nothing(const YAML::Mark& mark) const {
  const Position next = position_of(mark);
  if (open_.empty()) {
    return next;
  }
  if (open_.back().awaits_value) {
    return open_.back().key_position;
  }
  return source_.dash_before(next);
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  YamlNode node;
  node.position = position_of_nothing(mark);
  refuse_extras(node.position, "", anchor);
  attach(std::move(node));
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) {
  YamlNode node;
  node.position = position_of(mark);
  report(node.position, alias_not_supported());
  complete_ = false;
  attach(std::move(node));
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  YamlNode node;
  node.kind = YamlNode::Kind::kScalar;
  node.position = position_of(mark);
  node.scalar = value;
  node.quoted = tag == "!";
  refuse_extras(node.position, tag, anchor);
  check_scalar(node.position, value);
  attach(std::move(node));
}

void TreeBuilder::check_scalar(Position position, const std::string& value) {
  const std::string_view written = source_.from(position);
  const bool in_quotes = written.starts_with('"') || written.starts_with('\'');
  if (in_quotes && !closes_its_quote(written)) {
    problems_.fail({position, path()}, unclosed_quote());
  }
  for (const char letter : value) {
    if (is_forbidden(letter)) {
      report(position, {"E005", "this text holds an escaped control character", ""});
      return;
    }
  }
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  const Position position = position_of(mark);
  refuse_extras(position, tag, anchor);
  open(YamlNode::Kind::kSequence, position, style);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  const Position position = position_of(mark);
  refuse_extras(position, tag, anchor);
  open(YamlNode::Kind::kMap, position, style);
}

void TreeBuilder::open(YamlNode::Kind kind, Position position, YAML::EmitterStyle::value style) {
  if (open_.size() >= kDepthMax) {
    problems_.fail({position, path()},
                   {"E016", fmt::format("values are nested deeper than {}", kDepthMax), ""});
  }
  OpenNode opened;
  opened.node.kind = kind;
  opened.node.position = position;
  opened.in_brackets = style == YAML::EmitterStyle::Flow;
  open_.push_back(std::move(opened));
}

void TreeBuilder::close() {
  YamlNode node = std::move(open_.back().node);
  open_.pop_back();
  attach(std::move(node));
}

void TreeBuilder::attach(YamlNode node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  OpenNode& parent = open_.back();
  if (parent.node.kind == YamlNode::Kind::kSequence) {
    parent.node.children.push_back(std::move(node));
  } else if (!parent.awaits_value) {
    attach_key(parent, node);
  } else {
    parent.awaits_value = false;
    if (parent.keeps_value) {
      node.key = parent.key;
      node.key_position = parent.key_position;
      parent.node.children.push_back(std::move(node));
    }
  }
}

void TreeBuilder::attach_key(OpenNode& map, const YamlNode& node) {
  map.keeps_value = false;
  if (node.kind != YamlNode::Kind::kScalar) {
    report(node.position, {"E015", "a key must be plain text", "put the key in quotes"});
  } else {
    const auto [first, is_new] = map.key_lines.emplace(node.scalar, node.position.line);
    map.keeps_value = is_new;
    if (!is_new) {
      problems_.add({node.position, key_path(path(), node.scalar)},
                    {"E101", fmt::format("repeated key {}", quote_word(node.scalar)),
                     fmt::format("it was first given in line {}", first->second)});
    }
  }
  map.awaits_value = true;
  map.key = node.scalar;
  map.key_position = node.position;
}

}  // namespace

YamlNode parse_yaml(std::string_view text, Problems& problems) {
  check_text(text, problems);
  const SourceText source(text);
  TreeBuilder builder(source, problems);
  std::istringstream stream{std::string(text)};
  bool any = false;
  try {
    YAML::Parser parser(stream);
    any = parser.HandleNextDocument(builder);
    // The builder refuses a second document, so one more call tells whether there is one.
    if (any) {
      parser.HandleNextDocument(builder);
    }
  } catch (const YAML::Exception& error) {
    builder.fail(error);
  }
  YamlNode root = builder.take_root();
  if (!any || root.kind == YamlNode::Kind::kNull) {
    problems.fail({}, {"E003", "the file is empty", "start with 'rollcall: 1'"});
  }
  if (!builder.complete()) {
    problems.throw_if_any();
  }
  return root;
}

}  // namespace rollcall
