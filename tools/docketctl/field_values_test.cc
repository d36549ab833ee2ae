#include "tools/docketctl/field_values.h"

#include <string>

#include <gtest/gtest.h>

namespace docket::docketctl {
namespace {

std::string Parsed(FieldType type, const std::string& text) {
  const absl::StatusOr<ticket::v1::Field> field = ParseField(type, text);
  return field.ok() ? field->ShortDebugString() : "refused";
}

TEST(ParseField, TakesAValueOfEachType) {
  EXPECT_EQ(Parsed(FieldType::kText, "model=K-2 = new"),
            "name: \"model\" value { text: \"K-2 = new\" }");
  EXPECT_EQ(Parsed(FieldType::kInteger, "cups=-12"), "name: \"cups\" value { integer: -12 }");
  EXPECT_EQ(Parsed(FieldType::kDecimal, "litres=-0.50"),
            "name: \"litres\" value { decimal { units: -50 scale: 2 } }");
  EXPECT_EQ(Parsed(FieldType::kDecimal, "litres=2"),
            "name: \"litres\" value { decimal { units: 2 } }");
  EXPECT_EQ(Parsed(FieldType::kMoney, "price=CNY 1250"),
            "name: \"price\" value { money { minor_units: 1250 currency: \"CNY\" } }");
  EXPECT_EQ(Parsed(FieldType::kBoolean, "boils=false"), "name: \"boils\" value { boolean: false }");
  EXPECT_EQ(Parsed(FieldType::kInstant, "bought=1970-01-02T00:00:00Z"),
            "name: \"bought\" value { instant { seconds: 86400 } }");
  EXPECT_EQ(Parsed(FieldType::kChoices, "colours=red,blue"),
            "name: \"colours\" value { choices { values: \"red\" values: \"blue\" } }");
}

TEST(ParseField, RefusesWhatHasAnotherForm) {
  for (const char* text : {"", "model", "=K-2"}) {
    EXPECT_EQ(Parsed(FieldType::kText, text), "refused") << text;
  }
  for (const char* text : {"cups=", "cups=1x", "cups= 1", "cups=99999999999999999999"}) {
    EXPECT_EQ(Parsed(FieldType::kInteger, text), "refused") << text;
  }
  for (const char* text : {"litres=", "litres=.5", "litres=1.", "litres=1.2.3", "litres=1,5"}) {
    EXPECT_EQ(Parsed(FieldType::kDecimal, text), "refused") << text;
  }
  for (const char* text : {"price=1250", "price=CNY", "price=CNY 12.50"}) {
    EXPECT_EQ(Parsed(FieldType::kMoney, text), "refused") << text;
  }
  EXPECT_EQ(Parsed(FieldType::kBoolean, "boils=no"), "refused");
  EXPECT_EQ(Parsed(FieldType::kInstant, "bought=yesterday"), "refused");
}

}  // namespace
}  // namespace docket::docketctl
