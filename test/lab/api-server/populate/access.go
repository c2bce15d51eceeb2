package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// serviceAccounts are made by hand, because no controller manager does it here and pods are refused without theirs.
var serviceAccounts = map[string][]string{
	"default":      {"default"},
	"kube-system":  {"default", "coredns", "kube-proxy"},
	"kube-flannel": {"default", "flannel"},
	"shop":         {"default"},
	"ml":           {"default"},
	"wheelhouse":   {"default", "wheelhouse", "stranger"},
}

func createNamespaces(ctx context.Context, api *cluster) error {
	for namespace, accounts := range serviceAccounts {
		_, err := api.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, by("kubectl-create"))
		if err != nil && !errors.IsAlreadyExists(err) {
			return fmt.Errorf("namespace %s: %w", namespace, err)
		}
		for _, name := range accounts {
			account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: name}}
			if _, err := api.CoreV1().ServiceAccounts(namespace).Create(ctx, account, by("kube-controller-manager")); err != nil {
				return fmt.Errorf("service account %s/%s: %w", namespace, name, err)
			}
		}
	}
	return nil
}

// createReaders lets the service account wheelhouse read everything but secrets and do what an operator asks for.
// The service account stranger gets nothing, for the answers that a client without permission sees.
func createReaders(ctx context.Context, api *cluster) error {
	read := []string{"get", "list", "watch"}
	role := &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "wheelhouse"},
		Rules: []rbacv1.PolicyRule{
			{APIGroups: []string{""}, Verbs: read, Resources: []string{
				"nodes", "pods", "pods/log", "namespaces", "services", "endpoints", "events", "configmaps",
				"persistentvolumes", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas",
			}},
			{APIGroups: []string{
				"apps", "batch", "autoscaling", "policy", "networking.k8s.io", "discovery.k8s.io", "coordination.k8s.io",
				"events.k8s.io", "storage.k8s.io", "scheduling.k8s.io", "apiextensions.k8s.io", "metrics.k8s.io",
			}, Verbs: read, Resources: []string{"*"}},
			{APIGroups: []string{""}, Verbs: []string{"patch"}, Resources: []string{"nodes"}},
			{APIGroups: []string{""}, Verbs: []string{"delete"}, Resources: []string{"pods"}},
			{APIGroups: []string{""}, Verbs: []string{"create"}, Resources: []string{"pods/eviction"}},
			{APIGroups: []string{"apps"}, Verbs: []string{"patch"}, Resources: []string{"deployments", "statefulsets", "daemonsets"}},
			{NonResourceURLs: []string{"/readyz", "/readyz/*", "/livez", "/livez/*", "/version", "/metrics"}, Verbs: []string{"get"}},
		},
	}
	if _, err := api.RbacV1().ClusterRoles().Create(ctx, role, by("kubectl-create")); err != nil {
		return err
	}
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "wheelhouse"},
		RoleRef:    rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "ClusterRole", Name: "wheelhouse"},
		Subjects:   []rbacv1.Subject{{Kind: "ServiceAccount", Namespace: "wheelhouse", Name: "wheelhouse"}},
	}
	_, err := api.RbacV1().ClusterRoleBindings().Create(ctx, binding, by("kubectl-create"))
	return err
}
