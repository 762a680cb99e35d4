// Grids of seven processes: one after another, or a small machine measures its own crowding.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
