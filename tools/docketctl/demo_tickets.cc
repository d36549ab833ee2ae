#include "tools/docketctl/demo_tickets.h"

#include <string_view>
#include <utility>

#include <google/protobuf/text_format.h>

#include "libs/base/check.h"

namespace docket::docketctl {
namespace {

using enum DemoPerson;

// What `text`, a TicketCommand as text proto, asks.
DemoStep Step(DemoPerson person, std::string_view text) {
  DemoStep step{person, {}};
  DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &step.command));
  return step;
}

// Says `words`; `then` is what else the comment does, e.g. "wait {}".
DemoStep Say(DemoPerson person, std::string_view words, std::string_view then = "") {
  DemoStep step = Step(person, "comment { " + std::string(then) + " }");
  step.command.mutable_comment()->set_visibility(ticket::v1::COMMENT_VISIBILITY_PUBLIC);
  step.command.mutable_comment()->set_text(std::string(words));
  return step;
}

DemoStep Note(DemoPerson person, std::string_view words) {
  DemoStep step = Say(person, words);
  step.command.mutable_comment()->set_visibility(ticket::v1::COMMENT_VISIBILITY_NOTE);
  return step;
}

DemoStep Prioritise(DemoPerson person, ticket::v1::Priority priority) {
  DemoStep step{person, {}};
  step.command.mutable_prioritise()->set_priority(priority);
  return step;
}

// A ticket of `customer_key`, opened by `person` with `subject` and `open`, an OpenTicket as text
// proto.
DemoTicket Ticket(std::string_view customer_key, DemoPerson person, std::string_view subject,
                  std::string_view open, std::vector<DemoStep> later = {}) {
  DemoStep opening = Step(person, "open { " + std::string(open) + " }");
  opening.command.mutable_open()->set_subject(std::string(subject));
  opening.command.mutable_open()->mutable_requester()->set_customer_key(std::string(customer_key));
  DemoTicket ticket{std::string(customer_key), {std::move(opening)}};
  for (DemoStep& step : later) ticket.steps.push_back(std::move(step));
  return ticket;
}

void AddFaults(std::vector<DemoTicket>& tickets) {
  tickets.push_back(
      Ticket("mailto:bob@example.org", kCustomer, "The kettle does not boil",
             "channel: CHANNEL_WEB language: 'en' kind: TICKET_KIND_FAULT feeling: FEELING_UNEASY "
             "description: 'It hums for a minute and stays cold. Bought three weeks ago.'",
             {Step(kAnn, "classify { category { levels: 'kitchen' levels: 'kettles' } }"),
              Step(kAnn, "tag { add: 'warranty' add: 'K-2' }"),
              Note(kAnn, "The third K-2 this week; the base may be at fault again."),
              Say(kAnn, "Does the light on the base come on when you lift the kettle?", "wait {}"),
              Say(kCustomer, "No, it stays dark."),
              Say(kAnn, "Then it is the base. A new one leaves our warehouse today.",
                  "solve { resolution: RESOLUTION_REPLACED }"),
              Step(kCustomer, "rate { rating { score: 5 } words: 'Quick and friendly.' }")}));
  tickets.push_back(
      Ticket("M-10023", kCustomer, "扫地机器人找不到充电座",
             "channel: CHANNEL_APP language: 'zh-CN' kind: TICKET_KIND_FAULT "
             "description: '昨天升级以后,每次都停在客厅中间。'",
             {Step(kWang, "classify { category { levels: '清洁' levels: '扫地机器人' } }"),
              Step(kWang, "set_fields { fields { name: 'firmware' value { text: '3.1.7' } } }"),
              Say(kWang, "请先把充电座周围半米清空,再长按主机键五秒,看看能否回充。", "wait {}")}));
  tickets.push_back(Ticket(
      "tel:+8613800138000", kWang, "电饭煲内胆涂层脱落",
      "channel: CHANNEL_PHONE language: 'zh-CN' kind: TICKET_KIND_FAULT "
      "priority: PRIORITY_HIGH tags: '质保' category { levels: '厨房' levels: '电饭煲' }",
      {Say(kWang, "已登记换新内胆,正在等仓库确认库存。", "hold { reason: '等仓库确认库存' }")}));
  tickets.push_back(
      Ticket("mailto:carol@example.org", kCustomer, "Desk lamp flickers",
             "channel: CHANNEL_EMAIL language: 'en' kind: TICKET_KIND_FAULT",
             {Step(kAnn, "classify { category { levels: 'lighting' levels: 'lamps' } }"),
              Say(kAnn, "Please try another bulb of at most 40 W.", "wait {}"),
              Say(kCustomer, "A new bulb, the same flicker."),
              Prioritise(kAnn, ticket::v1::PRIORITY_HIGH)}));
  tickets.push_back(
      Ticket("M-10077", kCustomer, "Smart plug loses the network every night",
             "channel: CHANNEL_APP language: 'en' kind: TICKET_KIND_FAULT feeling: FEELING_UPSET "
             "fields { name: 'units' value { integer: 4 } }",
             {Say(kAnn, "Our developers look into it; we write as soon as there is a release.",
                  "hold { reason: 'firmware 2.0.4' }"),
              Step(kAnn, "follow {}")}));
  tickets.push_back(
      Ticket("tel:+8613911112222", kWang, "空调外机噪音太大,邻居投诉",
             "channel: CHANNEL_PHONE language: 'zh-CN' kind: TICKET_KIND_FAULT live: true "
             "feeling: FEELING_UPSET category { levels: '空调' levels: '安装' }",
             {Note(kWang, "安装队说支架少一颗螺丝,明天上午复查。"),
              Say(kWang, "师傅明天上午九点上门加固支架。"),
              Prioritise(kSue, ticket::v1::PRIORITY_URGENT)}));
}

void AddComplaints(std::vector<DemoTicket>& tickets) {
  tickets.push_back(
      Ticket("M-10051", kCustomer, "下单五天了还没有发货",
             "channel: CHANNEL_WECHAT language: 'zh-CN' kind: TICKET_KIND_COMPLAINT "
             "feeling: FEELING_UPSET fields { name: 'order' value { text: 'SO-88120' } }",
             {Step(kWang, "classify { category { levels: '物流' levels: '发货' } }"),
              Say(kWang, "非常抱歉,仓库今天补货,最晚明天发出,并为您补偿 20 元优惠券。",
                  "solve { resolution: RESOLUTION_COMPENSATED }"),
              Step(kCustomer, "rate { rating { verdict: RATING_VERDICT_BAD } words: '太慢了' }")}));
  tickets.push_back(
      Ticket("mailto:dave@example.com", kCustomer, "Charged twice for one order",
             "channel: CHANNEL_WEB language: 'en' kind: TICKET_KIND_COMPLAINT "
             "feeling: FEELING_FURIOUS "
             "fields { name: 'amount' value { money { minor_units: 12900 currency: 'CNY' } } }",
             {Prioritise(kSue, ticket::v1::PRIORITY_URGENT), Step(kAnn, "tag { add: 'payment' }"),
              Say(kAnn, "You are right, and we are sorry. The second charge is on its way back.",
                  "solve { resolution: RESOLUTION_REFUNDED }"),
              Say(kCustomer, "Nothing has arrived at my bank yet.")}));
  tickets.push_back(
      Ticket("M-10102", kCustomer, "客服态度不好,要求回电",
             "channel: CHANNEL_CHAT language: 'zh-CN' kind: TICKET_KIND_COMPLAINT "
             "feeling: FEELING_FURIOUS",
             {Note(kSue, "我来回电。"), Say(kSue, "您好,我是主管苏,已与您通话致歉。"),
              Step(kSue, "solve { resolution: RESOLUTION_ANSWERED }"), Step(kSue, "close {}")}));
  tickets.push_back(Ticket(
      "mailto:erin@example.net", kCustomer, "The parcel came open",
      "channel: CHANNEL_SOCIAL language: 'en' kind: TICKET_KIND_COMPLAINT "
      "feeling: FEELING_UNEASY category { levels: 'delivery' levels: 'damage' }",
      {Say(kAnn, "Could you send us a photograph of the box and of the label?", "wait {}")}));
}

void AddRequests(std::vector<DemoTicket>& tickets) {
  tickets.push_back(
      Ticket("M-10023", kCustomer, "申请开具增值税发票",
             "channel: CHANNEL_APP language: 'zh-CN' kind: TICKET_KIND_REQUEST",
             {Step(kWang, "classify { category { levels: '财务' levels: '发票' } }"),
              Say(kWang, "电子发票已发到您的邮箱。", "solve { resolution: RESOLUTION_FIXED }")}));
  tickets.push_back(Ticket("tel:+442079460018", kAnn, "Move the delivery to Saturday",
                           "channel: CHANNEL_PHONE language: 'en' kind: TICKET_KIND_REQUEST "
                           "category { levels: 'delivery' levels: 'date' } "
                           "solved { text: 'It comes on Saturday between nine and noon.' "
                           "         resolution: RESOLUTION_ANSWERED }"));
  tickets.push_back(
      Ticket("M-10140", kCustomer, "想把白色款换成灰色款",
             "channel: CHANNEL_WECHAT language: 'zh-CN' kind: TICKET_KIND_REQUEST",
             {Say(kWang, "可以换,请问包装还在吗?", "wait {}"), Say(kCustomer, "还在的。")}));
  tickets.push_back(Ticket("mailto:frank@example.org", kCustomer, "Please cancel my order",
                           "channel: CHANNEL_EMAIL language: 'en' kind: TICKET_KIND_REQUEST "
                           "fields { name: 'order' value { text: 'SO-88143' } }",
                           {Step(kCustomer, "withdraw {}")}));
  tickets.push_back(Ticket(
      "M-10166", kWang, "门店自提改为送货上门",
      "channel: CHANNEL_STORE language: 'zh-CN' kind: TICKET_KIND_REQUEST priority: PRIORITY_LOW",
      {Say(kWang, "正在等门店确认运力。", "hold { reason: '等门店确认运力' }"),
       Step(kWang, "resume {}")}));
  tickets.push_back(
      Ticket("mailto:grace@example.com", kCustomer, "Delete my account",
             "channel: CHANNEL_WEB language: 'en' kind: TICKET_KIND_REQUEST",
             {Say(kCustomer, "My card is 4111 1111 1111 1111, if you need it."),
              Step(kSue, "redact { comment: 1 }"), Step(kAnn, "tag { add: 'privacy' }"),
              Note(kAnn, "Asked the privacy desk.")}));
}

void AddQuestions(std::vector<DemoTicket>& tickets) {
  tickets.push_back(Ticket("mailto:heidi@example.org", kCustomer, "Does the K-2 work with 110 V?",
                           "channel: CHANNEL_ROBOT language: 'en' kind: TICKET_KIND_CONSULTATION",
                           {Say(kAnn, "Only with 220 to 240 V; the K-2T is made for 110 V.",
                                "solve { resolution: RESOLUTION_ANSWERED }"),
                            Step(kCustomer, "rate { rating { score: 4 } }")}));
  tickets.push_back(Ticket("M-10181", kCustomer, "净水器滤芯多久换一次?",
                           "channel: CHANNEL_APP language: 'zh-CN' kind: TICKET_KIND_CONSULTATION",
                           {Say(kWang, "一般六个月,水质偏硬的地区建议四个月。",
                                "solve { resolution: RESOLUTION_ANSWERED }")}));
  tickets.push_back(Ticket("M-10199", kCustomer, "以旧换新怎么参加?",
                           "channel: CHANNEL_WECHAT language: 'zh-CN' "
                           "kind: TICKET_KIND_CONSULTATION"));
  tickets.push_back(Ticket("mailto:ivan@example.net", kCustomer, "Where can I try the armchair?",
                           "channel: CHANNEL_EMAIL language: 'en'"));
  tickets.push_back(
      Ticket("mailto:judy@example.com", kCustomer, "A timer for the lamp",
             "channel: CHANNEL_WEB language: 'en' kind: TICKET_KIND_SUGGESTION "
             "description: 'It could dim by itself when I fall asleep.'",
             {Note(kAnn, "Passed on to the lamp team."), Step(kAnn, "tag { add: 'idea' }")}));
}

// What the system before had open when the shop moved; its customers go on here.
void AddHistory(std::vector<DemoTicket>& tickets) {
  tickets.push_back(Ticket("M-10007", kHistory, "冰箱不制冷,食物要坏了",
                           "channel: CHANNEL_PHONE language: 'zh-CN' kind: TICKET_KIND_FAULT "
                           "priority: PRIORITY_HIGH category { levels: '冰箱' levels: '制冷' }",
                           {Step(kHistory, "assign { team_id: 'repairs' assignee_id: 'wang' }"),
                            Step(kCustomer, "urge {}"), Say(kWang, "师傅今天下午两点前上门。")}));
  tickets.push_back(Ticket("mailto:mallory@example.org", kHistory, "Refund for order SO-87004",
                           "channel: CHANNEL_EMAIL language: 'en' kind: TICKET_KIND_COMPLAINT "
                           "category { levels: 'payment' levels: 'refund' }",
                           {Step(kHistory, "assign { team_id: 'payments' assignee_id: 'ann' }"),
                            Step(kCustomer, "urge {}")}));
  tickets.push_back(
      Ticket("tel:+8613733334444", kHistory, "洗衣机安装预约",
             "channel: CHANNEL_STORE language: 'zh-CN' kind: TICKET_KIND_REQUEST",
             {Step(kHistory, "assign { team_id: 'repairs' }"), Step(kHistory, "wait {}")}));
}

}  // namespace

std::vector<DemoTicket> DemoTickets() {
  std::vector<DemoTicket> tickets;
  AddFaults(tickets);
  AddComplaints(tickets);
  AddRequests(tickets);
  AddQuestions(tickets);
  AddHistory(tickets);
  return tickets;
}

}  // namespace docket::docketctl
