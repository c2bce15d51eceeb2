package main

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// cluster writes objects under the names of the components that write them in a real cluster,
// so that managedFields look as they do there.
type cluster struct {
	kubernetes.Interface
}

func by(manager string) metav1.CreateOptions {
	return metav1.CreateOptions{FieldManager: manager}
}

func updatedBy(manager string) metav1.UpdateOptions {
	return metav1.UpdateOptions{FieldManager: manager}
}

// pod creates one pod and then writes its status, which the API server drops on creation.
func (c *cluster) pod(ctx context.Context, creator string, wanted corev1.Pod) (*corev1.Pod, error) {
	pods := c.CoreV1().Pods(wanted.Namespace)
	created, err := pods.Create(ctx, &wanted, by(creator))
	if err != nil {
		return nil, fmt.Errorf("pod %s/%s: %w", wanted.Namespace, wanted.Name, err)
	}
	writer := "kubelet"
	if created.Spec.NodeName == "" {
		writer = "kube-scheduler"
	}
	qos := created.Status.QOSClass
	created.Status = wanted.Status
	for i := range created.Status.ContainerStatuses {
		if waiting := created.Status.ContainerStatuses[i].State.Waiting; waiting != nil {
			waiting.Message = strings.ReplaceAll(waiting.Message, uidPlaceholder, string(created.UID))
		}
	}
	created.Status.QOSClass = qos
	created.Status.ObservedGeneration = created.Generation
	for i := range created.Status.Conditions {
		created.Status.Conditions[i].ObservedGeneration = created.Generation
	}
	updated, err := pods.UpdateStatus(ctx, created, updatedBy(writer))
	if err != nil {
		return nil, fmt.Errorf("status of pod %s/%s: %w", wanted.Namespace, wanted.Name, err)
	}
	return updated, nil
}

func (c *cluster) pods(ctx context.Context, creator string, wanted ...corev1.Pod) error {
	for _, pod := range wanted {
		if _, err := c.pod(ctx, creator, pod); err != nil {
			return err
		}
	}
	return nil
}

func (c *cluster) daemonSet(ctx context.Context, wanted appsv1.DaemonSet) (metav1.OwnerReference, error) {
	sets := c.AppsV1().DaemonSets(wanted.Namespace)
	created, err := sets.Create(ctx, &wanted, by("kubeadm"))
	if err != nil {
		return metav1.OwnerReference{}, fmt.Errorf("daemon set %s: %w", wanted.Name, err)
	}
	created.Status = wanted.Status
	if _, err := sets.UpdateStatus(ctx, created, updatedBy("kube-controller-manager")); err != nil {
		return metav1.OwnerReference{}, fmt.Errorf("status of daemon set %s: %w", wanted.Name, err)
	}
	return controlledBy("apps/v1", "DaemonSet", created), nil
}

// deployment creates a deployment and its replica set, and returns the replica set as the owner of the pods.
func (c *cluster) deployment(ctx context.Context, wanted appsv1.Deployment, hash string) (metav1.OwnerReference, error) {
	deployments := c.AppsV1().Deployments(wanted.Namespace)
	created, err := deployments.Create(ctx, &wanted, by("kubectl-create"))
	if err != nil {
		return metav1.OwnerReference{}, fmt.Errorf("deployment %s: %w", wanted.Name, err)
	}
	created.Status = wanted.Status
	created.Status.ObservedGeneration = created.Generation
	if _, err := deployments.UpdateStatus(ctx, created, updatedBy("kube-controller-manager")); err != nil {
		return metav1.OwnerReference{}, fmt.Errorf("status of deployment %s: %w", wanted.Name, err)
	}
	return c.replicaSet(ctx, created, hash)
}

func (c *cluster) replicaSet(ctx context.Context, owner *appsv1.Deployment, hash string) (metav1.OwnerReference, error) {
	labels := merged(owner.Spec.Selector.MatchLabels, map[string]string{"pod-template-hash": hash})
	template := *owner.Spec.Template.DeepCopy()
	template.Labels = labels
	sets := c.AppsV1().ReplicaSets(owner.Namespace)
	created, err := sets.Create(ctx, &appsv1.ReplicaSet{
		ObjectMeta: metav1.ObjectMeta{
			Name:            owner.Name + "-" + hash,
			Namespace:       owner.Namespace,
			Labels:          labels,
			Annotations:     map[string]string{"deployment.kubernetes.io/revision": "1"},
			OwnerReferences: []metav1.OwnerReference{controlledBy("apps/v1", "Deployment", owner)},
		},
		Spec: appsv1.ReplicaSetSpec{
			Replicas: owner.Spec.Replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: template,
		},
	}, by("kube-controller-manager"))
	if err != nil {
		return metav1.OwnerReference{}, fmt.Errorf("replica set of %s: %w", owner.Name, err)
	}
	created.Status = appsv1.ReplicaSetStatus{
		Replicas:             *owner.Spec.Replicas,
		FullyLabeledReplicas: *owner.Spec.Replicas,
		ReadyReplicas:        owner.Status.ReadyReplicas,
		AvailableReplicas:    owner.Status.AvailableReplicas,
		ObservedGeneration:   created.Generation,
	}
	_, err = sets.UpdateStatus(ctx, created, updatedBy("kube-controller-manager"))
	return controlledBy("apps/v1", "ReplicaSet", created), err
}

func controlledBy(apiVersion, kind string, owner metav1.Object) metav1.OwnerReference {
	return metav1.OwnerReference{
		APIVersion:         apiVersion,
		Kind:               kind,
		Name:               owner.GetName(),
		UID:                owner.GetUID(),
		Controller:         ptr(true),
		BlockOwnerDeletion: ptr(true),
	}
}

func merged(first, second map[string]string) map[string]string {
	all := maps.Clone(first)
	maps.Copy(all, second)
	return all
}

func ptr[T any](value T) *T { return &value }

func ago(minutes int) metav1.Time {
	return metav1.NewTime(time.Now().Add(-time.Duration(minutes) * time.Minute).Truncate(time.Second))
}
