// A C++ parser on the same file: parse and walk, minimum of many rounds, in microseconds.
//
// Build and run by benchmarks/readers.py where pugixml (apt install libpugixml-dev) and g++ are.
// "parse": build the tree. "walk": parse, then read times and texts of every interval, as a reader
// must, into plain structs. No other program's source is in here.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <pugixml.hpp>
#include <string>
#include <unordered_map>
#include <vector>

struct Interval {
  long onset, offset;
  std::string tier, code;
};

static void walk_eaf(const pugi::xml_node &root, std::vector<Interval> &found) {
  std::unordered_map<std::string, long> slots;
  for (auto slot : root.child("TIME_ORDER").children("TIME_SLOT"))
    slots[slot.attribute("TIME_SLOT_ID").value()] = slot.attribute("TIME_VALUE").as_llong();
  for (auto tier : root.children("TIER"))
    for (auto annotation : tier.children("ANNOTATION")) {
      auto one = annotation.child("ALIGNABLE_ANNOTATION");
      found.push_back({slots[one.attribute("TIME_SLOT_REF1").value()],
                       slots[one.attribute("TIME_SLOT_REF2").value()],
                       tier.attribute("TIER_ID").value(), one.child_value("ANNOTATION_VALUE")});
    }
}

static long milliseconds(const char *text) { // PT12.34S
  return static_cast<long>(std::strtod(text + 2, nullptr) * 1000 + 0.5);
}

static void mark(std::vector<Interval> &found, const pugi::xml_node &segment, const char *tier,
                 const char *kind) {
  char start[32], end[32];
  for (int number = 1;; ++number) {
    std::snprintf(start, sizeof start, "start%s%d", kind, number);
    std::snprintf(end, sizeof end, "end%s%d", kind, number);
    const auto first = segment.attribute(start), last = segment.attribute(end);
    if (!first || !last) return;
    found.push_back({milliseconds(first.value()), milliseconds(last.value()), tier,
                     segment.attribute("spkr").value()});
  }
}

static void walk_its(const pugi::xml_node &parent, std::vector<Interval> &found) {
  for (auto node : parent.children()) {
    if (std::strcmp(node.name(), "Segment") != 0) {
      if (std::strcmp(node.name(), "Bar") != 0) walk_its(node, found);
      continue;
    }
    found.push_back({milliseconds(node.attribute("startTime").value()),
                     milliseconds(node.attribute("endTime").value()), "segment",
                     node.attribute("spkr").value()});
    mark(found, node, "utterance", "Utt");
    mark(found, node, "cry", "Cry");
    mark(found, node, "vegetative", "Vfx");
  }
}

int main(int count, char **given) {
  if (count != 3) return 2;
  std::ifstream file(given[1], std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const int rounds = std::atoi(given[2]);
  double parse = 1e300, walk = 1e300;
  std::size_t intervals = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    pugi::xml_document tree;
    if (!tree.load_buffer(text.data(), text.size())) return 1;
    const auto parsed = std::chrono::steady_clock::now();
    std::vector<Interval> found;
    const auto root = tree.document_element();
    if (std::strcmp(root.name(), "ITS") == 0) walk_its(root, found);
    else walk_eaf(root, found);
    const auto walked = std::chrono::steady_clock::now();
    parse = std::min(parse, std::chrono::duration<double, std::micro>(parsed - start).count());
    walk = std::min(walk, std::chrono::duration<double, std::micro>(walked - start).count());
    intervals = found.size();
  }
  std::printf("%.1f %.1f %zu\n", parse, walk, intervals);
}
