package main

import (
	"strings"

	"k8s.io/component-base/version"
)

// Image names carry no registry, so that no fixture names a host.
const (
	coreDNSImage       = "coredns/coredns:v1.14.2"
	etcdImage          = "etcd:3.7.0-0"
	flannelImage       = "flannel:v0.28.1"
	flannelPluginImage = "flannel-cni-plugin:v1.9.0-flannel1"
)

// kubernetesVersion is the version that this program was built with, v1.37.2 for example.
var kubernetesVersion = version.Get().GitVersion

func repositoryOf(image string) string {
	repository, _, _ := strings.Cut(image, ":")
	return repository
}
