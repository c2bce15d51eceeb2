package main

import (
	"crypto/sha256"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// hostAddresses are the nodes' own addresses; every pod on the host network has one of them.
var hostAddresses = map[string]string{"cp1": "192.0.2.11", "worker1": "192.0.2.21", "pi-1": "192.0.2.31"}

// running is the pod with every container up, one-off init containers done and sidecars running.
func running(pod corev1.Pod, podIP string, minutes int) corev1.Pod {
	pod.Status = placed(pod, podIP, minutes)
	pod.Status.Phase = corev1.PodRunning
	pod.Status.Conditions = conditions(minutes, allTrue)
	for _, container := range pod.Spec.InitContainers {
		status := containerStatus(pod, container)
		if container.RestartPolicy != nil {
			up(&status, minutes)
		} else {
			ended(&status, 0, "Completed", minutes)
			status.Ready = true
		}
		pod.Status.InitContainerStatuses = append(pod.Status.InitContainerStatuses, status)
	}
	for _, container := range pod.Spec.Containers {
		status := containerStatus(pod, container)
		up(&status, minutes)
		pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, status)
	}
	return pod
}

// uidPlaceholder stands for the pod's uid in messages until the API server has given it one.
const uidPlaceholder = "<uid>"

// crashLooping is the pod with one container that ended with exitCode and waits for its next start.
func crashLooping(pod corev1.Pod, container string, exitCode int32, reason string, restarts int32) corev1.Pod {
	status := statusOf(&pod, container)
	last := *status
	ended(&last, exitCode, reason, 3)
	status.LastTerminationState = last.State
	status.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{
		Reason: "CrashLoopBackOff",
		Message: fmt.Sprintf("back-off 5m0s restarting failed container=%s pod=%s_%s(%s)",
			container, pod.Name, pod.Namespace, uidPlaceholder),
	}}
	status.Ready, status.Started, status.RestartCount = false, ptr(false), restarts
	return unready(pod, container)
}

// withoutImage is the pod with one container whose image cannot be pulled.
func withoutImage(pod corev1.Pod, container string) corev1.Pod {
	status := statusOf(&pod, container)
	image := status.Image
	waiting(status, "ImagePullBackOff", fmt.Sprintf("Back-off pulling image %q: ErrImagePull: not found", image))
	pod.Status.Phase = corev1.PodPending
	return unready(pod, container)
}

// initialising is the pod whose first init container still runs.
func initialising(pod corev1.Pod, minutes int) corev1.Pod {
	pod.Status.Phase = corev1.PodPending
	for i := range pod.Status.InitContainerStatuses {
		status := &pod.Status.InitContainerStatuses[i]
		if i == 0 {
			up(status, minutes)
			status.Ready = false
			continue
		}
		waiting(status, "PodInitializing", "")
	}
	for i := range pod.Status.ContainerStatuses {
		waiting(&pod.Status.ContainerStatuses[i], "PodInitializing", "")
	}
	pod = unready(pod, pod.Spec.Containers[0].Name)
	pod.Status.Conditions[1].Status = corev1.ConditionFalse
	pod.Status.Conditions[1].Reason = "ContainersNotInitialized"
	pod.Status.Conditions[1].Message = fmt.Sprintf("containers with incomplete status: [%s]", pod.Spec.InitContainers[0].Name)
	return pod
}

// completed is the pod of a job that did its work.
func completed(pod corev1.Pod, minutes int) corev1.Pod {
	pod.Status.Phase = corev1.PodSucceeded
	for i := range pod.Status.ContainerStatuses {
		status := &pod.Status.ContainerStatuses[i]
		ended(status, 0, "Completed", minutes)
		status.Ready, status.Started = false, ptr(false)
	}
	for i := range pod.Status.Conditions {
		condition := &pod.Status.Conditions[i]
		if condition.Type == corev1.PodScheduled {
			continue
		}
		condition.Reason = "PodCompleted"
		if condition.Type != corev1.PodInitialized {
			condition.Status = corev1.ConditionFalse
		}
	}
	return pod
}

// evicted is the pod that the kubelet removed under disk pressure.
func evicted(pod corev1.Pod, minutes int) corev1.Pod {
	pod.Status = placed(pod, "", minutes)
	pod.Status.PodIP, pod.Status.PodIPs = "", nil
	pod.Status.Phase = corev1.PodFailed
	pod.Status.Reason = "Evicted"
	pod.Status.Message = "The node was low on resource: ephemeral-storage. Threshold quantity: 4276463616, available: 3811912Ki. " +
		"Container report was using 9104Ki, request is 0, has larger consumption of ephemeral-storage. "
	pod.Status.Conditions = append(
		[]corev1.PodCondition{{
			Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue, Reason: "TerminationByKubelet",
			Message: pod.Status.Message, LastTransitionTime: ago(minutes),
		}},
		conditions(minutes, map[corev1.PodConditionType]corev1.ConditionStatus{
			corev1.PodScheduled: corev1.ConditionTrue, corev1.PodInitialized: corev1.ConditionTrue,
		})...)
	return pod
}

// unschedulable is the pod that fits on no node.
func unschedulable(pod corev1.Pod, message string) corev1.Pod {
	pod.Status.Phase = corev1.PodPending
	pod.Status.Conditions = []corev1.PodCondition{{
		Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable,
		Message: message, LastTransitionTime: ago(12),
	}}
	return pod
}

func placed(pod corev1.Pod, podIP string, minutes int) corev1.PodStatus {
	hostIP := hostAddresses[pod.Spec.NodeName]
	if pod.Spec.HostNetwork {
		podIP = hostIP
	}
	return corev1.PodStatus{
		HostIP: hostIP, HostIPs: []corev1.HostIP{{IP: hostIP}},
		PodIP: podIP, PodIPs: []corev1.PodIP{{IP: podIP}},
		StartTime: ptr(ago(minutes)),
	}
}

var allTrue = map[corev1.PodConditionType]corev1.ConditionStatus{
	corev1.PodReadyToStartContainers: corev1.ConditionTrue,
	corev1.PodInitialized:            corev1.ConditionTrue,
	corev1.PodReady:                  corev1.ConditionTrue,
	corev1.ContainersReady:           corev1.ConditionTrue,
	corev1.PodScheduled:              corev1.ConditionTrue,
}

// conditions keeps the order in which a kubelet writes them; what is not named is false.
func conditions(minutes int, statuses map[corev1.PodConditionType]corev1.ConditionStatus) []corev1.PodCondition {
	var list []corev1.PodCondition
	for _, kind := range []corev1.PodConditionType{
		corev1.PodReadyToStartContainers, corev1.PodInitialized, corev1.PodReady, corev1.ContainersReady, corev1.PodScheduled,
	} {
		status, named := statuses[kind]
		if !named {
			status = corev1.ConditionFalse
		}
		list = append(list, corev1.PodCondition{Type: kind, Status: status, LastTransitionTime: ago(minutes)})
	}
	return list
}

func unready(pod corev1.Pod, container string) corev1.Pod {
	for i := range pod.Status.Conditions {
		condition := &pod.Status.Conditions[i]
		if condition.Type == corev1.PodReady || condition.Type == corev1.ContainersReady {
			condition.Status = corev1.ConditionFalse
			condition.Reason = "ContainersNotReady"
			condition.Message = fmt.Sprintf("containers with unready status: [%s]", container)
		}
	}
	return pod
}

func statusOf(pod *corev1.Pod, container string) *corev1.ContainerStatus {
	for i := range pod.Status.ContainerStatuses {
		if pod.Status.ContainerStatuses[i].Name == container {
			return &pod.Status.ContainerStatuses[i]
		}
	}
	panic(fmt.Sprintf("pod %s has no container %s", pod.Name, container))
}

func containerStatus(pod corev1.Pod, container corev1.Container) corev1.ContainerStatus {
	status := corev1.ContainerStatus{
		Name:        container.Name,
		Image:       container.Image,
		ImageID:     repositoryOf(container.Image) + "@sha256:" + digest(container.Image),
		ContainerID: "containerd://" + digest(pod.Namespace, pod.Name, container.Name),
		User:        &corev1.ContainerUser{Linux: &corev1.LinuxContainerUser{SupplementalGroups: []int64{0}}},
	}
	if len(container.Resources.Requests) > 0 {
		status.AllocatedResources = container.Resources.Requests
		status.Resources = container.Resources.DeepCopy()
	}
	for _, mount := range container.VolumeMounts {
		mounted := corev1.VolumeMountStatus{Name: mount.Name, MountPath: mount.MountPath, ReadOnly: mount.ReadOnly}
		if mount.ReadOnly {
			mounted.RecursiveReadOnly = ptr(corev1.RecursiveReadOnlyDisabled)
		}
		status.VolumeMounts = append(status.VolumeMounts, mounted)
	}
	return status
}

func up(status *corev1.ContainerStatus, minutes int) {
	status.State = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: ago(minutes)}}
	status.Ready, status.Started = true, ptr(true)
}

func ended(status *corev1.ContainerStatus, exitCode int32, reason string, minutes int) {
	status.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: exitCode, Reason: reason, StartedAt: ago(minutes + 1), FinishedAt: ago(minutes),
		ContainerID: status.ContainerID,
	}}
	status.Started = ptr(false)
}

func waiting(status *corev1.ContainerStatus, reason, message string) {
	status.State = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
	status.Ready, status.Started, status.ContainerID, status.ImageID = false, ptr(false), "", ""
	status.AllocatedResources, status.Resources, status.User = nil, nil, nil
}

func digest(parts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "/"))))
}
