// Package v20170312 lets flannel compile where Tencent's SDK cannot be had. Its route backend is never started in the lab.
package v20170312

import "errors"

var errNotInTheLab = errors.New("the lab is built without Tencent's SDK")

type Client struct{}

func NewClientWithSecretId(_, _, _ string) (*Client, error) { return nil, errNotInTheLab }

type Filter struct {
	Name   *string
	Values []*string
}

type Route struct {
	DestinationCidrBlock, GatewayId, GatewayType, RouteType *string
	Enabled                                                 *bool
	RouteId                                                 *uint64
}

type RouteTable struct {
	RouteTableId *string
	RouteSet     []*Route
}

type DescribeRouteTablesRequest struct{ Filters []*Filter }

func NewDescribeRouteTablesRequest() *DescribeRouteTablesRequest { return &DescribeRouteTablesRequest{} }

type DescribeRouteTablesResponse struct {
	Response *struct{ RouteTableSet []*RouteTable }
}

func (*Client) DescribeRouteTables(*DescribeRouteTablesRequest) (*DescribeRouteTablesResponse, error) {
	return nil, errNotInTheLab
}

type RoutesRequest struct {
	RouteTableId *string
	Routes       []*Route
}

func NewCreateRoutesRequest() *RoutesRequest { return &RoutesRequest{} }
func NewDeleteRoutesRequest() *RoutesRequest { return &RoutesRequest{} }

func (*Client) CreateRoutes(*RoutesRequest) (any, error) { return nil, errNotInTheLab }
func (*Client) DeleteRoutes(*RoutesRequest) (any, error) { return nil, errNotInTheLab }
