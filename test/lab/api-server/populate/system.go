package main

import (
	"context"
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// createSystem makes what kubeadm init and flannel leave behind.
func createSystem(ctx context.Context, api *cluster) error {
	if err := createControlPlane(ctx, api); err != nil {
		return err
	}
	if err := createOnEveryNode(ctx, api, kubeProxy()); err != nil {
		return err
	}
	if err := createOnEveryNode(ctx, api, flannel()); err != nil {
		return err
	}
	return createCoreDNS(ctx, api)
}

// createControlPlane makes the mirror pods of cp1's static pods.
func createControlPlane(ctx context.Context, api *cluster) error {
	node, err := api.CoreV1().Nodes().Get(ctx, "cp1", metav1.GetOptions{})
	if err != nil {
		return err
	}
	owner := nodeReference(node)
	owner.Controller = ptr(true)
	for _, component := range []struct {
		name, image string
		port        int
		cpu         string
		folder      string
		flags       []string
	}{
		{"etcd", etcdImage, 2381, "100m", "/var/lib/etcd", []string{"--data-dir=/var/lib/etcd", "--listen-metrics-urls=http://127.0.0.1:2381"}},
		{"kube-apiserver", "kube-apiserver:" + kubernetesVersion, 6443, "250m", "/etc/kubernetes/pki", []string{"--authorization-mode=Node,RBAC", "--secure-port=6443"}},
		{"kube-controller-manager", "kube-controller-manager:" + kubernetesVersion, 10257, "200m", "/etc/kubernetes/pki", []string{"--bind-address=127.0.0.1", "--leader-elect=true"}},
		{"kube-scheduler", "kube-scheduler:" + kubernetesVersion, 10259, "100m", "/etc/kubernetes/manifests", []string{"--bind-address=127.0.0.1", "--leader-elect=true"}},
	} {
		pod := corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{
				Name: component.name + "-cp1", Namespace: "kube-system",
				Labels:          map[string]string{"component": component.name, "tier": "control-plane"},
				OwnerReferences: []metav1.OwnerReference{owner},
				Annotations: map[string]string{
					"kubernetes.io/config.hash":   digest(component.name)[:32],
					"kubernetes.io/config.mirror": digest(component.name)[:32],
					"kubernetes.io/config.seen":   "2026-11-19T08:12:31.402118227Z",
					"kubernetes.io/config.source": "file",
				},
			},
			Spec: corev1.PodSpec{
				NodeName: "cp1", HostNetwork: true, PriorityClassName: "system-node-critical",
				SecurityContext: &corev1.PodSecurityContext{SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault}},
				Tolerations:     []corev1.Toleration{{Effect: corev1.TaintEffectNoExecute, Operator: corev1.TolerationOpExists}},
				Volumes: []corev1.Volume{{Name: "k8s-certs", VolumeSource: corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{
					Path: component.folder, Type: ptr(corev1.HostPathDirectoryOrCreate),
				}}}},
				Containers: []corev1.Container{{
					Name: component.name, Image: component.image,
					Command:        append([]string{component.name}, component.flags...),
					Resources:      requests(component.cpu, "100Mi"),
					Ports:          []corev1.ContainerPort{{Name: "probe-port", ContainerPort: int32(component.port), HostPort: int32(component.port), Protocol: corev1.ProtocolTCP}},
					LivenessProbe:  httpProbe("/livez", component.port, 10, 8),
					ReadinessProbe: httpProbe("/readyz", component.port, 1, 3),
					StartupProbe:   httpProbe("/livez", component.port, 10, 24),
					VolumeMounts:   []corev1.VolumeMount{{Name: "k8s-certs", MountPath: component.folder, ReadOnly: true}},
				}},
			},
		}
		if _, err := api.pod(ctx, "kubelet", running(pod, "", 4000)); err != nil {
			return err
		}
	}
	return nil
}

func kubeProxy() appsv1.DaemonSet {
	return daemonSet("kube-system", "kube-proxy", map[string]string{"k8s-app": "kube-proxy"}, corev1.PodSpec{
		ServiceAccountName: "kube-proxy", HostNetwork: true, PriorityClassName: "system-node-critical",
		NodeSelector: map[string]string{"kubernetes.io/os": "linux"},
		Tolerations:  []corev1.Toleration{{Operator: corev1.TolerationOpExists}},
		Volumes: []corev1.Volume{
			{Name: "kube-proxy", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "kube-proxy"}}}},
			hostFolder("lib-modules", "/lib/modules"),
		},
		Containers: []corev1.Container{{
			Name: "kube-proxy", Image: "kube-proxy:" + kubernetesVersion,
			Command:         []string{"/usr/local/bin/kube-proxy", "--config=/var/lib/kube-proxy/config.conf", "--hostname-override=$(NODE_NAME)"},
			Env:             []corev1.EnvVar{{Name: "NODE_NAME", ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: "spec.nodeName"}}}},
			SecurityContext: &corev1.SecurityContext{Privileged: ptr(true)},
			VolumeMounts: []corev1.VolumeMount{
				{Name: "kube-proxy", MountPath: "/var/lib/kube-proxy"},
				{Name: "lib-modules", MountPath: "/lib/modules", ReadOnly: true},
			},
		}},
	})
}

func flannel() appsv1.DaemonSet {
	return daemonSet("kube-flannel", "kube-flannel-ds", map[string]string{"app": "flannel", "tier": "node"}, corev1.PodSpec{
		ServiceAccountName: "flannel", HostNetwork: true, PriorityClassName: "system-node-critical",
		Tolerations: []corev1.Toleration{{Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoSchedule}},
		Volumes:     []corev1.Volume{hostFolder("run", "/run/flannel"), hostFolder("cni", "/etc/cni/net.d"), hostFolder("cni-plugin", "/opt/cni/bin")},
		InitContainers: []corev1.Container{
			{
				Name: "install-cni-plugin", Image: flannelPluginImage,
				Command: []string{"cp", "-f", "/flannel", "/opt/cni/bin/flannel"}, VolumeMounts: []corev1.VolumeMount{{Name: "cni-plugin", MountPath: "/opt/cni/bin"}},
			},
			{
				Name: "install-cni", Image: flannelImage,
				Command: []string{"cp", "-f", "/etc/kube-flannel/cni-conf.json", "/etc/cni/net.d/10-flannel.conflist"}, VolumeMounts: []corev1.VolumeMount{{Name: "cni", MountPath: "/etc/cni/net.d"}},
			},
		},
		Containers: []corev1.Container{{
			Name: "kube-flannel", Image: flannelImage, Command: []string{"/opt/bin/flanneld", "--ip-masq", "--kube-subnet-mgr"},
			Resources:       requests("100m", "50Mi"),
			SecurityContext: &corev1.SecurityContext{Privileged: ptr(false), Capabilities: &corev1.Capabilities{Add: []corev1.Capability{"NET_ADMIN", "NET_RAW"}}},
			VolumeMounts:    []corev1.VolumeMount{{Name: "run", MountPath: "/run/flannel"}},
		}},
	})
}

func daemonSet(namespace, name string, labels map[string]string, spec corev1.PodSpec) appsv1.DaemonSet {
	nodes := int32(len(machines))
	return appsv1.DaemonSet{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: labels},
		Spec: appsv1.DaemonSetSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: spec},
		},
		Status: appsv1.DaemonSetStatus{
			CurrentNumberScheduled: nodes, DesiredNumberScheduled: nodes, NumberReady: nodes, NumberAvailable: nodes,
			UpdatedNumberScheduled: nodes, ObservedGeneration: 1,
		},
	}
}

// createOnEveryNode makes the daemon set and the pod that its controller would make on each node.
func createOnEveryNode(ctx context.Context, api *cluster, set appsv1.DaemonSet) error {
	owner, err := api.daemonSet(ctx, set)
	if err != nil {
		return err
	}
	for _, machine := range machines {
		revision := map[string]string{"controller-revision-hash": digest(set.Name)[:9], "pod-template-generation": "1"}
		pod := corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{
				Name: fmt.Sprintf("%s-%s", set.Name, suffix(set.Name, machine.name)), Namespace: set.Namespace,
				GenerateName: set.Name + "-", Labels: merged(set.Spec.Template.Labels, revision), OwnerReferences: []metav1.OwnerReference{owner},
			},
			Spec: *set.Spec.Template.Spec.DeepCopy(),
		}
		pod.Spec.NodeName = machine.name
		pod.Spec.Affinity = onlyOn(machine.name)
		if _, err := api.pod(ctx, "kube-controller-manager", running(pod, "", 3990)); err != nil {
			return err
		}
	}
	return nil
}

// onlyOn is the affinity with which the daemon set controller pins a pod to its node.
func onlyOn(node string) *corev1.Affinity {
	return &corev1.Affinity{NodeAffinity: &corev1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: &corev1.NodeSelector{
		NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchFields: []corev1.NodeSelectorRequirement{{
			Key: "metadata.name", Operator: corev1.NodeSelectorOpIn, Values: []string{node},
		}}}},
	}}}
}

func createCoreDNS(ctx context.Context, api *cluster) error {
	labels := map[string]string{"k8s-app": "kube-dns"}
	spec := corev1.PodSpec{
		ServiceAccountName: "coredns", PriorityClassName: "system-cluster-critical", DNSPolicy: corev1.DNSDefault,
		Tolerations: []corev1.Toleration{
			{Key: "CriticalAddonsOnly", Operator: corev1.TolerationOpExists},
			{Key: "node-role.kubernetes.io/control-plane", Effect: corev1.TaintEffectNoSchedule},
		},
		Volumes: []corev1.Volume{{Name: "config-volume", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: "coredns"}, Items: []corev1.KeyToPath{{Key: "Corefile", Path: "Corefile"}},
		}}}},
		Containers: []corev1.Container{{
			Name: "coredns", Image: coreDNSImage, Args: []string{"-conf", "/etc/coredns/Corefile"},
			Ports: []corev1.ContainerPort{
				{Name: "dns", ContainerPort: 53, Protocol: corev1.ProtocolUDP}, {Name: "dns-tcp", ContainerPort: 53, Protocol: corev1.ProtocolTCP},
				{Name: "metrics", ContainerPort: 9153, Protocol: corev1.ProtocolTCP},
			},
			Resources: corev1.ResourceRequirements{
				Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("70Mi")},
				Limits:   corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("170Mi")},
			},
			LivenessProbe:  httpProbe("/health", 8080, 10, 5),
			ReadinessProbe: httpProbe("/ready", 8181, 10, 3),
			VolumeMounts:   []corev1.VolumeMount{{Name: "config-volume", MountPath: "/etc/coredns", ReadOnly: true}},
		}},
	}
	owner, err := api.deployment(ctx, deployment("kube-system", "coredns", 2, 2, labels, spec), "66bc5c9577")
	if err != nil {
		return err
	}
	for i := range 2 {
		pod := replica("kube-system", "coredns-66bc5c9577", i, labels, owner, spec)
		pod.Spec.NodeName = "cp1"
		if _, err := api.pod(ctx, "kube-controller-manager", running(pod, fmt.Sprintf("10.244.0.%d", i+2), 3980)); err != nil {
			return err
		}
	}
	return nil
}

func deployment(namespace, name string, replicas, ready int32, labels map[string]string, spec corev1.PodSpec) appsv1.Deployment {
	return appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: labels},
		Spec: appsv1.DeploymentSpec{
			Replicas: ptr(replicas),
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: spec},
		},
		Status: appsv1.DeploymentStatus{
			Replicas: replicas, UpdatedReplicas: replicas, ReadyReplicas: ready, AvailableReplicas: ready, UnavailableReplicas: replicas - ready,
		},
	}
}

// replica is pod number i of a replica set, before it has a node or a status.
func replica(namespace, set string, i int, labels map[string]string, owner metav1.OwnerReference, spec corev1.PodSpec) corev1.Pod {
	hash := map[string]string{"pod-template-hash": set[strings.LastIndex(set, "-")+1:]}
	return corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: set + "-" + suffix(set, fmt.Sprint(i)), GenerateName: set + "-", Namespace: namespace, Labels: merged(labels, hash),
			OwnerReferences: []metav1.OwnerReference{owner},
		},
		Spec: *spec.DeepCopy(),
	}
}

// suffix is five letters as the API server generates them, but always the same ones.
func suffix(parts ...string) string {
	const letters = "bcdfghjklmnpqrstvwxz2456789"
	var name []byte
	for _, c := range []byte(digest(parts...)[:5]) {
		name = append(name, letters[int(c)%len(letters)])
	}
	return string(name)
}

func requests(cpu, memory string) corev1.ResourceRequirements {
	return corev1.ResourceRequirements{Requests: corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse(cpu), corev1.ResourceMemory: resource.MustParse(memory),
	}}
}

func httpProbe(path string, port int, periodSeconds, failures int32) *corev1.Probe {
	return &corev1.Probe{
		ProbeHandler:     corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: path, Port: intstr.FromInt32(int32(port)), Scheme: corev1.URISchemeHTTP}},
		PeriodSeconds:    periodSeconds,
		FailureThreshold: failures,
		TimeoutSeconds:   5,
	}
}

func hostFolder(name, path string) corev1.Volume {
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: path}}}
}
