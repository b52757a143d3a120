// Stakater Reloader, watching Secrets alone and listening where it is told: upstream's command listens on port 9090 of every
// address. What makes a Deployment roll, and how, is upstream's own.
package main

import (
	"net/http"
	"os"

	"github.com/sirupsen/logrus"
	v1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/stakater/Reloader/internal/pkg/constants"
	"github.com/stakater/Reloader/internal/pkg/controller"
	"github.com/stakater/Reloader/internal/pkg/leadership"
	"github.com/stakater/Reloader/internal/pkg/metrics"
	"github.com/stakater/Reloader/internal/pkg/options"
	"github.com/stakater/Reloader/pkg/common"
	"github.com/stakater/Reloader/pkg/kube"
)

func main() {
	if len(os.Args) != 2 {
		logrus.Fatalf("usage: %s <address to listen on>", os.Args[0])
	}
	// An annotation of the pods: the other way, a variable of the container, is a field that deployments fight over.
	options.ReloadStrategy = constants.AnnotationsReloadStrategy
	common.GetCommandLineOptions()

	client, err := kube.GetKubernetesClient()
	if err != nil {
		logrus.Fatal(err)
	}
	secrets, err := controller.NewController(client, "secrets", v1.NamespaceAll, nil, "", "", metrics.SetupPrometheusEndpoint())
	if err != nil {
		logrus.Fatal(err)
	}
	go secrets.Run(1, make(chan struct{}))

	leadership.SetupLivenessEndpoint()
	logrus.Fatal(http.ListenAndServe(os.Args[1], nil))
}
