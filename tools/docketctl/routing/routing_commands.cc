#include "tools/docketctl/routing/routing_commands.h"

#include "tools/docketctl/routing/pool_changes.h"
#include "tools/docketctl/routing/pool_queries.h"
#include "tools/docketctl/routing/presence_command.h"

namespace docket::docketctl {

void AddRoutingCommands(CLI::App& app, Session& session) {
  AddPresenceCommand(app, session);
  AddPoolQueries(app, session);
  AddPoolChanges(app, session);
}

}  // namespace docket::docketctl
