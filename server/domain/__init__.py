"""Values and rules. Nothing here touches disk, network, time or a framework."""
