// Command coredns is CoreDNS with the plugins that name the pods and services of a cluster, and that say that
// names of other domains do not exist, so that no query leaves the machine.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/template"
)

func main() {
	// The order in which a query passes through the plugins; one that is not named here is unknown.
	dnsserver.Directives = []string{"ready", "health", "errors", "template", "kubernetes"}
	coremain.Run()
}
