#include "tools/docketctl/routing/pool_render.h"

#include <gtest/gtest.h>

#include "tools/docketctl/parsed_test.h"

namespace docket::docketctl {
namespace {

using routing::v1::Entry;
using routing::v1::Pool;
using routing::v1::PoolReceipt;

TEST(PoolRender, ShowsWhoWorksInAPoolAndWhatTheyCarry) {
  EXPECT_EQ(PoolText(Parsed<Pool>(
                "pool_id: 'support' version: 7 mode: ASSIGNMENT_MODE_SKILL_FIRST "
                "teams { team_id: 'first' } teams { team_id: 'second' } waiting: 3 assigned: 2 "
                "agents { roster { agent_id: 'ada' team_ids: 'first' team_ids: 'second' "
                "  skills { name: 'repair:washer' level: 2 } skills { name: 'english' level: 3 } "
                "  capacity: 100 open_max: 50 on_shift: true } "
                "  presence: PRESENCE_AVAILABLE load: 20 open: 2 } "
                "agents { roster { agent_id: 'bob' capacity: 30 open_max: 5 } "
                "  presence: PRESENCE_OFFLINE }")),
            "pool      support\n"
            "version   7\n"
            "mode      skill_first\n"
            "teams     first, second\n"
            "agents    2\n"
            "waiting   3\n"
            "assigned  2\n"
            "\n"
            "agent  presence   on shift  load    open  teams          skills\n"
            "ada    available  yes       20/100  2/50  first, second  repair:washer 2, english 3\n"
            "bob    offline    no        0/30    0/5                  \n");
}

TEST(PoolRender, ShowsAPoolInWhichNobodyWorksWithoutATable) {
  EXPECT_EQ(PoolText(Parsed<Pool>("pool_id: 'support'")),
            "pool      support\n"
            "version   0\n"
            "mode      balanced\n"
            "agents    0\n"
            "waiting   0\n"
            "assigned  0\n");
}

TEST(PoolRender, ShowsEntriesWithTheirPlaceOrWhoHasThem) {
  Table table = EntryTable();
  AddEntry(table, Parsed<Entry>("ticket_id: 'TK-1' team_id: 'first' priority: PRIORITY_URGENT "
                                "due_time { seconds: 3600 } waiting_since_time { seconds: 60 } "
                                "queue_position: 1"));
  AddEntry(table, Parsed<Entry>("ticket_id: 'TK-2' team_id: 'first' priority: PRIORITY_LOW "
                                "waiting_since_time { seconds: 0 } agent_id: 'ada'"));
  AddEntry(table,
           Parsed<Entry>("ticket_id: 'TK-3' team_id: 'first' priority: PRIORITY_LOW "
                         "waiting_since_time { seconds: 0 } agent_id: 'bob' accepted: true"));
  EXPECT_EQ(
      table.Take(),
      "position  ticket  priority  team   waiting since             due                       "
      "agent\n"
      "1         TK-1    urgent    first  1970-01-01T00:01:00.000Z  1970-01-01T01:00:00.000Z  \n"
      "          TK-2    low       first  1970-01-01T00:00:00.000Z                            "
      "ada (not accepted)\n"
      "          TK-3    low       first  1970-01-01T00:00:00.000Z                            "
      "bob\n");
}

TEST(PoolRender, ShowsWhichTicketsAChangeAssigned) {
  const auto receipt = Parsed<PoolReceipt>(
      "pool_id: 'support' version: 8 time { seconds: 60 } token: 'opaque' "
      "ticket_ids: 'TK-1' ticket_ids: 'TK-2'");
  EXPECT_EQ(PoolReceiptText(receipt, Output::kTable),
            "pool      support\n"
            "version   8\n"
            "time      1970-01-01T00:01:00.000Z\n"
            "assigned  TK-1, TK-2\n");
}

}  // namespace
}  // namespace docket::docketctl
