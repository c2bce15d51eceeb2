package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// createEvents writes an event for each pod that is in trouble, in both forms that clients still use.
func createEvents(ctx context.Context, api *cluster) error {
	pods, err := api.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, pod := range pods.Items {
		event, troubled := eventAbout(pod)
		if !troubled {
			continue
		}
		if _, err := api.CoreV1().Events(pod.Namespace).Create(ctx, &event, by(event.ReportingController)); err != nil {
			return fmt.Errorf("event about %s/%s: %w", pod.Namespace, pod.Name, err)
		}
	}
	return nil
}

func eventAbout(pod corev1.Pod) (corev1.Event, bool) {
	if pod.Status.Reason == "Evicted" {
		return kubeletEvent(pod, "Evicted", pod.Status.Message, 1), true
	}
	for _, condition := range pod.Status.Conditions {
		if condition.Reason == corev1.PodReasonUnschedulable {
			return schedulerEvent(pod, condition.Message), true
		}
	}
	for _, status := range pod.Status.ContainerStatuses {
		if waiting := status.State.Waiting; waiting != nil && waiting.Reason == "CrashLoopBackOff" {
			return kubeletEvent(pod, "BackOff", waiting.Message, 183), true
		}
		if waiting := status.State.Waiting; waiting != nil && waiting.Reason == "ImagePullBackOff" {
			return kubeletEvent(pod, "BackOff", waiting.Message, 21), true
		}
	}
	return corev1.Event{}, false
}

// kubeletEvent has a count and a time span, as the kubelet's older recorder writes them.
func kubeletEvent(pod corev1.Pod, reason, message string, count int32) corev1.Event {
	event := newEvent(pod, reason, message)
	event.ReportingController = "kubelet"
	event.ReportingInstance = pod.Spec.NodeName
	event.Source = corev1.EventSource{Component: "kubelet", Host: pod.Spec.NodeName}
	event.FirstTimestamp, event.LastTimestamp, event.Count = ago(55), ago(1), count
	return event
}

// schedulerEvent has an event time with microseconds and no count, as the newer recorder writes them.
func schedulerEvent(pod corev1.Pod, message string) corev1.Event {
	event := newEvent(pod, "FailedScheduling", message)
	event.ReportingController = "default-scheduler"
	event.ReportingInstance = "default-scheduler-cp1"
	event.EventTime = metav1.NowMicro()
	event.Action = "Scheduling"
	return event
}

func newEvent(pod corev1.Pod, reason, message string) corev1.Event {
	return corev1.Event{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("%s.%s", pod.Name, digest(pod.Name, reason)[:16]), Namespace: pod.Namespace},
		InvolvedObject: corev1.ObjectReference{
			Kind: "Pod", APIVersion: "v1", Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID, ResourceVersion: pod.ResourceVersion,
		},
		Reason: reason, Message: message, Type: corev1.EventTypeWarning,
	}
}
