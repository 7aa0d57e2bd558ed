#include "reports/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace rollcall {
namespace {

using Variables = std::map<std::string, std::string>;

// The variables that colours depend on, as given and no others; restored at the end.
class Environment {
 public:
  explicit Environment(const Variables& variables) {
    for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM"}) {
      const char* before = std::getenv(name);
      before_[name] = before == nullptr ? std::nullopt : std::optional<std::string>(before);
      unsetenv(name);
    }
    for (const auto& [name, value] : variables) {
      setenv(name.c_str(), value.c_str(), 1);
    }
  }
  ~Environment() {
    for (const auto& [name, value] : before_) {
      value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

// A stream that is no terminal.
class Pipe {
 public:
  Pipe() { opened_ = pipe(ends_) == 0; }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int descriptor() const { return opened_ ? ends_[1] : -1; }

 private:
  int ends_[2] = {-1, -1};
  bool opened_ = false;
};

// A pseudoterminal of a given width; descriptor() is negative where the system has none.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : master_(posix_openpt(O_RDWR | O_NOCTTY)) {
    if (master_ >= 0 && grantpt(master_) == 0 && unlockpt(master_) == 0) {
      const char* const name = ptsname(master_);
      slave_ = name == nullptr ? -1 : open(name, O_RDWR | O_NOCTTY);
    }
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    if (slave_ >= 0) {
      ioctl(slave_, TIOCSWINSZ, &size);
    }
  }
  ~Terminal() {
    close(slave_);
    close(master_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  [[nodiscard]] int descriptor() const { return slave_; }

 private:
  int master_;
  int slave_ = -1;
};

bool piped_color(const Variables& variables, ColorWish wish = ColorWish::kAuto) {
  const Environment environment(variables);
  const Pipe pipe;
  return style_of(pipe.descriptor(), wish).color;
}

TEST(StyleOf, APipeIsPlainAnd80Wide) {
  const Environment environment(Variables{{"TERM", "xterm-256color"}});
  const Pipe pipe;
  const Style style = style_of(pipe.descriptor(), ColorWish::kAuto);
  EXPECT_FALSE(style.color);
  EXPECT_EQ(style.width, 80U);
}

TEST(StyleOf, TheWishBeatsTheEnvironment) {
  EXPECT_TRUE(piped_color({{"NO_COLOR", "1"}}, ColorWish::kAlways));
  EXPECT_FALSE(piped_color({{"FORCE_COLOR", "1"}}, ColorWish::kNever));
}

TEST(StyleOf, ForceVariablesColorAPipe) {
  EXPECT_TRUE(piped_color({{"CLICOLOR_FORCE", "1"}}));
  EXPECT_TRUE(piped_color({{"FORCE_COLOR", "1"}}));
  EXPECT_TRUE(piped_color({{"FORCE_COLOR", "3"}}));
}

TEST(StyleOf, ForceVariablesThatAreZeroOrEmptyForceNothing) {
  EXPECT_FALSE(piped_color({{"CLICOLOR_FORCE", "0"}}));
  EXPECT_FALSE(piped_color({{"FORCE_COLOR", "0"}}));
  EXPECT_FALSE(piped_color({{"CLICOLOR_FORCE", ""}, {"FORCE_COLOR", ""}}));
}

TEST(StyleOf, NoColorBeatsForceUnlessItIsEmpty) {
  EXPECT_FALSE(piped_color({{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}));
  EXPECT_FALSE(piped_color({{"NO_COLOR", "0"}, {"FORCE_COLOR", "1"}}));
  EXPECT_TRUE(piped_color({{"NO_COLOR", ""}, {"FORCE_COLOR", "1"}}));
}

TEST(StyleOf, ATerminalHasColorsIfItCan) {
  const Terminal terminal(100);
  if (terminal.descriptor() < 0) {
    GTEST_SKIP() << "no pseudoterminals here";
  }
  const auto color = [&](const Variables& variables) {
    const Environment environment(variables);
    return style_of(terminal.descriptor(), ColorWish::kAuto).color;
  };
  EXPECT_TRUE(color({{"TERM", "xterm"}}));
  EXPECT_FALSE(color({{"TERM", "dumb"}}));
  EXPECT_FALSE(color({}));
  EXPECT_FALSE(color({{"TERM", "xterm"}, {"NO_COLOR", "1"}}));
}

TEST(StyleOf, TheWidthIsTheTerminalsWithinBounds) {
  const std::map<unsigned short, std::size_t> expected{{0, 80},    {20, 60},   {60, 60},
                                                       {100, 100}, {160, 160}, {400, 160}};
  for (const auto& [columns, width] : expected) {
    const Terminal terminal(columns);
    if (terminal.descriptor() < 0) {
      GTEST_SKIP() << "no pseudoterminals here";
    }
    EXPECT_EQ(style_of(terminal.descriptor(), ColorWish::kAuto).width, width);
  }
}

TEST(StyleOf, AClosedDescriptorIsNoTerminal) {
  const Environment environment(Variables{{"TERM", "xterm"}});
  EXPECT_FALSE(style_of(-1, ColorWish::kAuto).color);
  EXPECT_EQ(style_of(-1, ColorWish::kAuto).width, 80U);
}

TEST(Paint, WrapsTheTextInItsToneAndNothingElse) {
  const Style colored{.color = true};
  EXPECT_EQ(paint("x", Tone::kGood, colored), "\x1b[32mx\x1b[0m");
  EXPECT_EQ(paint("x", Tone::kBad, colored), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(paint("x", Tone::kFaint, colored), "\x1b[2mx\x1b[0m");
  EXPECT_EQ(paint("x", Tone::kStrong, colored), "\x1b[1mx\x1b[0m");
}

TEST(Paint, WithoutColorTheTextIsTheSame) {
  for (const Tone tone : {Tone::kGood, Tone::kBad, Tone::kFaint, Tone::kStrong}) {
    EXPECT_EQ(paint("x", tone, {.color = false}), "x");
  }
}

}  // namespace
}  // namespace rollcall
