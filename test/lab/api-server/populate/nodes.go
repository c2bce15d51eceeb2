package main

import (
	"context"
	"encoding/json"
	"fmt"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// machine is what differs between the three hosts.
type machine struct {
	name, arch, kernel, osImage, podCIDR string
	controlPlane, cordoned               bool
	cpu, memory, disk                    string
	gpu                                  string
}

var machines = []machine{
	{
		name: "cp1", arch: "amd64", kernel: "6.1.0-41-amd64", osImage: "Debian GNU/Linux 12 (bookworm)", podCIDR: "10.244.0.0/24",
		controlPlane: true, cpu: "4", memory: "8131704Ki", disk: "61608748Ki",
	},
	{
		name: "worker1", arch: "amd64", kernel: "6.8.0-87-generic", osImage: "Ubuntu 24.04.3 LTS", podCIDR: "10.244.1.0/24",
		cpu: "16", memory: "65768912Ki", disk: "959786032Ki", gpu: "2",
	},
	{
		name: "pi-1", arch: "arm64", kernel: "6.12.47+rpt-rpi-v8", osImage: "Debian GNU/Linux 13 (trixie)", podCIDR: "10.244.2.0/24",
		cordoned: true, cpu: "4", memory: "8245284Ki", disk: "30425792Ki",
	},
}

func createNodes(ctx context.Context, api *cluster) error {
	for _, machine := range machines {
		node, err := createNode(ctx, api, machine)
		if err != nil {
			return fmt.Errorf("node %s: %w", machine.name, err)
		}
		if err := createLease(ctx, api, node); err != nil {
			return fmt.Errorf("lease of node %s: %w", machine.name, err)
		}
	}
	return nil
}

// createNode writes what kubeadm, the kubelet, the controller manager and flannel each write, in their order.
func createNode(ctx context.Context, api *cluster, m machine) (*corev1.Node, error) {
	nodes := api.CoreV1().Nodes()
	node, err := nodes.Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{
		Name:        m.name,
		Labels:      nodeLabels(m),
		Annotations: map[string]string{"volumes.kubernetes.io/controller-managed-attach-detach": "true"},
	}}, by("kubelet"))
	if err != nil {
		return nil, err
	}
	node.Status = nodeStatus(m)
	if node, err = nodes.UpdateStatus(ctx, node, updatedBy("kubelet")); err != nil {
		return nil, err
	}
	node.Spec = corev1.NodeSpec{PodCIDR: m.podCIDR, PodCIDRs: []string{m.podCIDR}, Unschedulable: m.cordoned, Taints: nodeTaints(m)}
	if node, err = nodes.Update(ctx, node, updatedBy("kube-controller-manager")); err != nil {
		return nil, err
	}
	return flannelNode(ctx, api, m)
}

func flannelNode(ctx context.Context, api *cluster, m machine) (*corev1.Node, error) {
	patch, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"annotations": map[string]string{
			"flannel.alpha.coreos.com/backend-data":        `{"VNI":1,"VtepMAC":"5e:0a:6b:12:34:56"}`,
			"flannel.alpha.coreos.com/backend-type":        "vxlan",
			"flannel.alpha.coreos.com/kube-subnet-manager": "true",
			"flannel.alpha.coreos.com/public-ip":           hostAddresses[m.name],
		}},
		"status": map[string]any{"conditions": []corev1.NodeCondition{{
			Type: corev1.NodeNetworkUnavailable, Status: corev1.ConditionFalse, Reason: "FlannelIsUp",
			Message: "Flannel is running on this node", LastHeartbeatTime: ago(4000), LastTransitionTime: ago(4000),
		}}},
	})
	if err != nil {
		return nil, err
	}
	options := metav1.PatchOptions{FieldManager: "flanneld"}
	if _, err := api.CoreV1().Nodes().Patch(ctx, m.name, types.StrategicMergePatchType, patch, options); err != nil {
		return nil, err
	}
	return api.CoreV1().Nodes().Patch(ctx, m.name, types.StrategicMergePatchType, patch, options, "status")
}

func nodeLabels(m machine) map[string]string {
	labels := map[string]string{
		"beta.kubernetes.io/arch": m.arch,
		"beta.kubernetes.io/os":   "linux",
		"kubernetes.io/arch":      m.arch,
		"kubernetes.io/os":        "linux",
		"kubernetes.io/hostname":  m.name,
	}
	if m.controlPlane {
		labels["node-role.kubernetes.io/control-plane"] = ""
		labels["node.kubernetes.io/exclude-from-external-load-balancers"] = ""
	}
	if m.gpu != "" {
		labels["nvidia.com/gpu.present"] = "true"
		labels["nvidia.com/gpu.product"] = "NVIDIA-GeForce-RTX-4090"
		labels["nvidia.com/gpu.count"] = m.gpu
	}
	return labels
}

func nodeTaints(m machine) []corev1.Taint {
	if m.controlPlane {
		return []corev1.Taint{{Key: "node-role.kubernetes.io/control-plane", Effect: corev1.TaintEffectNoSchedule}}
	}
	if m.cordoned {
		return []corev1.Taint{{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule, TimeAdded: ptr(ago(90))}}
	}
	return nil
}

func nodeStatus(m machine) corev1.NodeStatus {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse(m.cpu),
		corev1.ResourceMemory:           resource.MustParse(m.memory),
		corev1.ResourceEphemeralStorage: resource.MustParse(m.disk),
		corev1.ResourcePods:             resource.MustParse("110"),
		"hugepages-2Mi":                 resource.MustParse("0"),
	}
	if m.gpu != "" {
		capacity["nvidia.com/gpu"] = resource.MustParse(m.gpu)
	}
	return corev1.NodeStatus{
		Capacity:        capacity,
		Allocatable:     allocatable(capacity),
		Conditions:      nodeConditions(),
		Addresses:       []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: hostAddresses[m.name]}, {Type: corev1.NodeHostName, Address: m.name}},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: 10250}},
		NodeInfo: corev1.NodeSystemInfo{
			MachineID: digest("machine", m.name)[:32], SystemUUID: uuid("system", m.name), BootID: uuid("boot", m.name),
			KernelVersion: m.kernel, OSImage: m.osImage, ContainerRuntimeVersion: "containerd://2.2.1",
			KubeletVersion: kubernetesVersion, OperatingSystem: "linux", Architecture: m.arch,
		},
		Images:          nodeImages(m),
		RuntimeHandlers: runtimeHandlers(m),
		Features:        &corev1.NodeFeatures{SupplementalGroupsPolicy: ptr(true)},
	}
}

// allocatable leaves out what the kubelet keeps back: 100 MiB of memory and a tenth of the disk, written in bytes.
func allocatable(capacity corev1.ResourceList) corev1.ResourceList {
	list := capacity.DeepCopy()
	memory, disk := capacity[corev1.ResourceMemory], capacity[corev1.ResourceEphemeralStorage]
	list[corev1.ResourceMemory] = *resource.NewQuantity(memory.Value()-100<<20, resource.BinarySI)
	list[corev1.ResourceEphemeralStorage] = *resource.NewQuantity(disk.Value()/10*9, resource.DecimalSI)
	return list
}

func nodeConditions() []corev1.NodeCondition {
	healthy := func(kind corev1.NodeConditionType, status corev1.ConditionStatus, reason, message string) corev1.NodeCondition {
		return corev1.NodeCondition{
			Type: kind, Status: status, Reason: reason, Message: message, LastHeartbeatTime: ago(2), LastTransitionTime: ago(4000),
		}
	}
	return []corev1.NodeCondition{
		healthy(corev1.NodeMemoryPressure, corev1.ConditionFalse, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
		healthy(corev1.NodeDiskPressure, corev1.ConditionFalse, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
		healthy(corev1.NodePIDPressure, corev1.ConditionFalse, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
		healthy(corev1.NodeReady, corev1.ConditionTrue, "KubeletReady", "kubelet is posting ready status"),
	}
}

func nodeImages(m machine) []corev1.ContainerImage {
	names := []string{"kube-proxy:" + kubernetesVersion, flannelImage, flannelPluginImage, "pause:3.10.1"}
	if m.controlPlane {
		for _, program := range []string{"kube-apiserver", "kube-controller-manager", "kube-scheduler"} {
			names = append(names, program+":"+kubernetesVersion)
		}
		names = append(names, etcdImage, coreDNSImage)
	}
	var images []corev1.ContainerImage
	for i, name := range names {
		images = append(images, corev1.ContainerImage{
			Names: []string{repositoryOf(name) + "@sha256:" + digest(name), name}, SizeBytes: int64(90_000_000 - 7_654_321*i),
		})
	}
	return images
}

func runtimeHandlers(m machine) []corev1.NodeRuntimeHandler {
	features := &corev1.NodeRuntimeHandlerFeatures{RecursiveReadOnlyMounts: ptr(true), UserNamespaces: ptr(true)}
	handlers := []corev1.NodeRuntimeHandler{{Name: "", Features: features}, {Name: "runc", Features: features}}
	if m.gpu != "" {
		handlers = append(handlers, corev1.NodeRuntimeHandler{Name: "nvidia", Features: features})
	}
	return handlers
}

func createLease(ctx context.Context, api *cluster, node *corev1.Node) error {
	_, err := api.CoordinationV1().Leases("kube-node-lease").Create(ctx, &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Name: node.Name, OwnerReferences: []metav1.OwnerReference{nodeReference(node)}},
		Spec: coordinationv1.LeaseSpec{
			HolderIdentity: ptr(node.Name), LeaseDurationSeconds: ptr(int32(40)), RenewTime: ptr(metav1.NowMicro()),
		},
	}, by("kubelet"))
	return err
}

func nodeReference(node *corev1.Node) metav1.OwnerReference {
	return metav1.OwnerReference{APIVersion: "v1", Kind: "Node", Name: node.Name, UID: node.UID}
}

func uuid(parts ...string) string {
	d := digest(parts...)
	return fmt.Sprintf("%s-%s-4%s-8%s-%s", d[:8], d[8:12], d[13:16], d[17:20], d[20:32])
}
