// Package kube stands in for upstream's clients, which link OpenShift's (whose modules are not everywhere to be had) and ask the
// cluster for OpenShift and the CSI secret store before anything else. This cluster has neither.
package kube

import (
	"errors"
	"os"

	argorollout "github.com/argoproj/argo-rollouts/pkg/client/clientset/versioned"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	csiclient "sigs.k8s.io/secrets-store-csi-driver/pkg/client/clientset/versioned"
)

// Clients are what handlers reach the cluster by; those of what the cluster does not have are nil and never used.
type Clients struct {
	KubernetesClient  kubernetes.Interface
	ArgoRolloutClient argorollout.Interface
	CSIClient         csiclient.Interface
}

// IsCSIInstalled says whether Secrets are mounted by the CSI driver.
const IsCSIInstalled = false

// GetClients ends the program when there is no kubeconfig.
func GetClients() Clients {
	client, err := GetKubernetesClient()
	if err != nil {
		panic(err)
	}
	return Clients{KubernetesClient: client}
}

// GetKubernetesClient reads the kubeconfig that KUBECONFIG names.
func GetKubernetesClient() (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return nil, err
	}
	return kubernetes.NewForConfig(config)
}

// GetCSIClient is asked for only where the CSI driver is installed.
func GetCSIClient() (*csiclient.Clientset, error) {
	return nil, errors.New("the CSI secret store driver is not installed")
}
