// Command populate fills an empty API server so that it looks like a small kubeadm cluster:
// a control plane cp1, a GPU worker worker1 and an arm64 board pi-1, with system pods and with
// applications in every state that an operator meets. No kubelet runs: the statuses are written as one would.
package main

import (
	"context"
	"fmt"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: populate <kubeconfig>")
		os.Exit(2)
	}
	if err := populate(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "populate:", err)
		os.Exit(1)
	}
}

func populate(ctx context.Context, kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	api := &cluster{Interface: client}
	for _, phase := range []func(context.Context, *cluster) error{
		createNamespaces,
		createReaders,
		createNodes,
		createSystem,
		createApplications,
		createServices,
		createEvents,
	} {
		if err := phase(ctx, api); err != nil {
			return err
		}
	}
	return nil
}
