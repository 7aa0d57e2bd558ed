// `rollcall schema`: the JSON Schema of scenario files, for editors.
#include "scenarios/cli/schema.hpp"

#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/sections.hpp"

#include <nlohmann/json.hpp>

namespace rollcall {
namespace {

using Json = nlohmann::ordered_json;

// Names that the language does not define are filled in from where they are defined.
void set_words(Json& schema, const char* definition, const std::vector<std::string>& words) {
  Json& type = schema.at("definitions").at(definition);
  Json& place = type.contains("anyOf") ? type.at("anyOf").at(0) : type;
  place.at("enum") = words;
}

}  // namespace

ExitCode schema_command() {
  Json schema = Json::parse(schema_text());
  const Vocabulary& words = vocabulary();
  set_words(schema, "manager", words.managers);
  set_words(schema, "invariant", words.invariants);
  set_words(schema, "mark", words.marks);
  set_words(schema, "event", words.events);
  set_words(schema, "repair", repair_names());
  set_words(schema, "method", method_names());
  print(schema.dump(2) + "\n");
  return ExitCode::kAsExpected;
}

}  // namespace rollcall
