// The empty program that a cell's cost is compared with.
return 0;
