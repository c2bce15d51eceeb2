package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// createServices makes services of every type and, in place of their controller, the endpoint slices behind them.
func createServices(ctx context.Context, api *cluster) error {
	for _, service := range []corev1.Service{
		service("kube-system", "kube-dns", map[string]string{"k8s-app": "kube-dns"}, corev1.ServiceSpec{
			ClusterIP: "10.96.0.10",
			Ports: []corev1.ServicePort{
				{Name: "dns", Port: 53, Protocol: corev1.ProtocolUDP, TargetPort: intstr.FromInt32(53)},
				{Name: "dns-tcp", Port: 53, Protocol: corev1.ProtocolTCP, TargetPort: intstr.FromInt32(53)},
			},
		}),
		service("shop", "web", map[string]string{"app": "web"}, corev1.ServiceSpec{
			Type:  corev1.ServiceTypeNodePort,
			Ports: []corev1.ServicePort{{Name: "http", Port: 80, NodePort: 30080, TargetPort: intstr.FromString("http")}},
		}),
		service("shop", "api", map[string]string{"app": "api"}, corev1.ServiceSpec{
			Type: corev1.ServiceTypeNodePort, ExternalTrafficPolicy: corev1.ServiceExternalTrafficPolicyLocal,
			Ports: []corev1.ServicePort{{Port: 9000, NodePort: 30900, TargetPort: intstr.FromInt32(9000)}},
		}),
		service("shop", "db", map[string]string{"app": "db"}, corev1.ServiceSpec{
			ClusterIP: corev1.ClusterIPNone, Ports: []corev1.ServicePort{{Port: 5432, TargetPort: intstr.FromInt32(5432)}},
		}),
	} {
		if err := createService(ctx, api, service); err != nil {
			return fmt.Errorf("service %s/%s: %w", service.Namespace, service.Name, err)
		}
	}
	return nil
}

func service(namespace, name string, selector map[string]string, spec corev1.ServiceSpec) corev1.Service {
	spec.Selector = selector
	return corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: selector}, Spec: spec}
}

func createService(ctx context.Context, api *cluster, wanted corev1.Service) error {
	created, err := api.CoreV1().Services(wanted.Namespace).Create(ctx, &wanted, by("kubectl-create"))
	if err != nil {
		return err
	}
	endpoints, err := endpointsOf(ctx, api, created)
	if err != nil {
		return err
	}
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{
			GenerateName: created.Name + "-", Namespace: created.Namespace,
			Labels: map[string]string{
				"kubernetes.io/service-name":             created.Name,
				"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
			},
			OwnerReferences: []metav1.OwnerReference{controlledBy("v1", "Service", created)},
		},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   endpoints,
	}
	for _, port := range created.Spec.Ports {
		slice.Ports = append(slice.Ports, discoveryv1.EndpointPort{
			Name: ptr(port.Name), Protocol: ptr(port.Protocol), Port: ptr(targetPort(port)),
		})
	}
	_, err = api.DiscoveryV1().EndpointSlices(created.Namespace).Create(ctx, slice, by("kube-controller-manager"))
	return err
}

func targetPort(port corev1.ServicePort) int32 {
	if port.TargetPort.Type == intstr.String {
		return 8080
	}
	return port.TargetPort.IntVal
}

func endpointsOf(ctx context.Context, api *cluster, service *corev1.Service) ([]discoveryv1.Endpoint, error) {
	selector := metav1.FormatLabelSelector(&metav1.LabelSelector{MatchLabels: service.Spec.Selector})
	pods, err := api.CoreV1().Pods(service.Namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
	if err != nil {
		return nil, err
	}
	var endpoints []discoveryv1.Endpoint
	for _, pod := range pods.Items {
		endpoints = append(endpoints, discoveryv1.Endpoint{
			Addresses: []string{pod.Status.PodIP},
			NodeName:  ptr(pod.Spec.NodeName),
			TargetRef: &corev1.ObjectReference{Kind: "Pod", Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID},
			Conditions: discoveryv1.EndpointConditions{
				Ready: ptr(isReady(pod)), Serving: ptr(isReady(pod)), Terminating: ptr(pod.DeletionTimestamp != nil),
			},
		})
	}
	return endpoints, nil
}

func isReady(pod corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}
